/// How often times of each length occurred, with a relative error of at most 1/128.
///
/// Buckets are linear within each power of two, as in HdrHistogram: memory does not grow with the
/// number of times, and recording one is O(1). Nothing is allocated before the first.
struct LatencyHistogram: ~Copyable {
  /// Binary logarithm of the buckets in each power of two.
  private static let precision = 6
  /// Below 2^(precision + 1) each value has a bucket, above it every power of two has 2^precision.
  private static let buckets = (Int64.bitWidth - precision) << precision

  private var counts: UnsafeMutablePointer<Int>?
  /// How many times were recorded.
  private(set) var count = 0
  /// The longest of them, exactly; 0 if there is none.
  private(set) var longest: Int64 = 0
  /// The sum of them.
  private(set) var total: Int128 = 0

  deinit { counts?.deallocate() }

  /// The mean of the times; nil if there are none.
  var mean: Double? { count > 0 ? Double(total) / Double(count) : nil }

  /// Adds a time, at least 0. O(1).
  @inline(__always)
  mutating func record(_ time: Int64) {
    if counts == nil {
      counts = .allocate(capacity: Self.buckets)
      counts?.initialize(repeating: 0, count: Self.buckets)
    }
    counts?[Self.bucket(of: time)] += 1
    count += 1
    total += Int128(time)
    longest = max(longest, time)
  }

  /// The smallest time that at least a `share` of all times do not exceed, within the histogram's
  /// error; nil if there are none. O(buckets).
  ///
  /// - Precondition: `share` is in 0...1.
  func quantile(_ share: Double) -> Int64? {
    precondition((0...1).contains(share), "\(share) is not a share")
    guard let counts, count > 0 else { return nil }
    let rank = max(Int((share * Double(count)).rounded(.up)), 1)
    var seen = 0
    for bucket in 0..<Self.buckets {
      seen += counts[bucket]
      if seen >= rank { return min(Self.middle(of: bucket), longest) }
    }
    return longest
  }

  @inline(__always)
  private static func bucket(of time: Int64) -> Int {
    let value = UInt64(max(time, 0))
    let top = 63 - (value | 1).leadingZeroBitCount
    let shift = max(top - precision, 0)
    return shift << precision + Int(value >> UInt64(shift))
  }

  /// The time in the middle of a bucket.
  private static func middle(of bucket: Int) -> Int64 {
    let shift = max(bucket >> precision - 1, 0)
    let low = Int64(bucket - shift << precision) << Int64(shift)
    return low + (Int64(1) << Int64(shift)) / 2
  }
}

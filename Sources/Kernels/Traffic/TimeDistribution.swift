internal import Histogram

/// Times in nanoseconds with a relative resolution of 0.1 %, in a High Dynamic Range histogram.
public struct TimeDistribution: Sendable {
  /// Longer times are recorded as this one: an hour.
  public static let longest: UInt64 = 3_600_000_000_000

  private var histogram = Histogram<UInt64>(
    lowestDiscernibleValue: 1, highestTrackableValue: longest,
    numberOfSignificantValueDigits: .three)

  /// Empty.
  public init() {}

  /// Adds that time, `count` times.
  @inline(__always)
  public mutating func record(_ nanoseconds: UInt64, count: Int = 1) {
    let recorded = histogram.record(min(nanoseconds, Self.longest), count: UInt64(count))
    assert(recorded, "a time beyond the histogram's range")
  }

  /// How many times were recorded.
  public var count: Int { Int(histogram.totalCount) }

  /// The least time that `percent` of the times do not exceed; nil if there are none.
  public func percentile(_ percent: Double) -> UInt64? {
    count == 0 ? nil : histogram.valueAtPercentile(percent)
  }

  /// The usual percentiles; nil if there are no times.
  public var summary: Summary? {
    guard count > 0 else { return nil }
    return Summary(
      count: count, minimum: histogram.min, mean: histogram.mean,
      p50: histogram.valueAtPercentile(50), p90: histogram.valueAtPercentile(90),
      p99: histogram.valueAtPercentile(99), p999: histogram.valueAtPercentile(99.9),
      maximum: histogram.max)
  }

  /// The percentile distribution as HdrHistogram writes it for its plotter: CSV with the columns
  /// Value (nanoseconds), Percentile, TotalCount and 1/(1-Percentile).
  public var csv: String {
    var text = ""
    histogram.outputPercentileDistribution(
      to: &text, outputValueUnitScalingRatio: 1, percentileTicksPerHalfDistance: 5, format: .csv)
    return text
  }

  /// Times in nanoseconds.
  public struct Summary: Hashable, Sendable, Encodable {
    /// How many times there were.
    public let count: Int
    /// The shortest.
    public let minimum: UInt64
    /// The arithmetic mean.
    public let mean: Double
    /// The median.
    public let p50: UInt64
    /// What 90 % do not exceed.
    public let p90: UInt64
    /// What 99 % do not exceed.
    public let p99: UInt64
    /// What 99.9 % do not exceed.
    public let p999: UInt64
    /// The longest.
    public let maximum: UInt64
  }
}

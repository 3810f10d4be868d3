/// How much of the beginning of a series to leave out, by MSER-5.
///
/// The series is cut into batches of five; of all truncations the one is taken whose remaining
/// batch means have the least squared standard error, Σ(z − z̄)²/(n − d)²: where the series still
/// moves towards its steady state, leaving more out lowers the numerator faster than the
/// denominator (White, doi:10.1177/003754979706900601). Of equals the least is taken, so a constant
/// series loses nothing. A minimum in the second half says that the series is too short to tell.
public struct WarmUpTruncation: Hashable, Sendable {
  /// The 5 of MSER-5.
  public static let batch = 5

  /// Values to leave out: a multiple of five, at most half of the series.
  public let count: Int
  /// Whether the minimum lies in the first half; if not, `count` is half of the series.
  public let isReliable: Bool

  /// The truncation of `series`. O(n). A series of fewer than two batches loses nothing, and is not
  /// reliable.
  public init(of series: [Double]) {
    let batches = series.count / Self.batch
    guard batches >= 2 else {
      (count, isReliable) = (0, false)
      return
    }
    let means = (0..<batches).map { number in
      series[number * Self.batch..<(number + 1) * Self.batch].reduce(0, +) / Double(Self.batch)
    }
    // From the end to the beginning, so that each truncation extends the sample by one value. The
    // last few are left out: of hardly any values the spread is small by chance.
    var sample = Sample(means.suffix(Self.batch))
    var best = (error: Double.infinity, start: 0)
    for start in stride(from: batches - Self.batch - 1, through: 0, by: -1) {
      sample.add(means[start])
      let left = Double(sample.count)
      let error = sample.variance * (left - 1) / (left * left)
      if error <= best.error { best = (error, start) }
    }
    isReliable = best.start <= batches / 2
    count = min(best.start, batches / 2) * Self.batch
  }
}

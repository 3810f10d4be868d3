/// The interval of a mean from one run, whose successive values are correlated.
///
/// The run is cut into 20 batches so long that their means hardly depend on each other; Student's t
/// is taken of them (Schmeiser, doi:10.1287/opre.30.3.556: more than 30 batches gain little). Von
/// Neumann's ratio tells where they still do, at a level of 5 %.
public struct BatchMeans: Hashable, Sendable {
  /// The number of batches.
  public static let batches = 20

  /// The mean of all values.
  public let mean: Double
  /// Half the width of the mean's 95 % interval.
  public let halfWidth: Double
  /// Whether successive batches agree more than independent ones would: then the interval is too
  /// narrow, and the run too short.
  public let areCorrelated: Bool

  /// The 95 % quantile of the normal distribution: a one-sided test.
  private static let bound = 1.6448536269514722

  /// The batch means of `values`, of which the first few are left out if their number is no
  /// multiple of 20; nil below 40 values. O(n).
  public init?(_ values: [Double]) {
    let length = values.count / Self.batches
    guard length >= 2 else { return nil }
    let used = values.suffix(length * Self.batches)
    let means = (0..<Self.batches).map { number in
      let start = used.startIndex + number * length
      return used[start..<start + length].reduce(0, +) / Double(length)
    }
    let sample = Sample(means)
    mean = sample.mean
    halfWidth = sample.ci95 ?? 0
    let squares = sample.variance * Double(Self.batches - 1)
    let steps = zip(means, means.dropFirst()).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    // 1 − δ²/2s² has mean 0 and variance (k − 2)/(k² − 1) where the means are independent.
    let count = Double(Self.batches)
    let ratio = squares > 0 ? 1 - steps / (2 * squares) : 0
    areCorrelated = ratio / ((count - 2) / (count * count - 1)).squareRoot() > Self.bound
  }

  /// The interval of a ratio of sums, Σ numerators / Σ denominators, such as a mean latency of
  /// packets gathered in bins of time: that of the means of numerator − ratio·denominator, by the
  /// mean denominator. nil below 40 values, or where the denominators are all 0.
  public init?(ratioOf numerators: [Double], to denominators: [Double]) {
    let total = denominators.reduce(0, +)
    guard total > 0 else { return nil }
    let ratio = numerators.reduce(0, +) / total
    let residuals = zip(numerators, denominators).map { $0 - ratio * $1 }
    guard let found = BatchMeans(residuals) else { return nil }
    mean = ratio
    halfWidth = found.halfWidth / (total / Double(denominators.count))
    areCorrelated = found.areCorrelated
  }
}

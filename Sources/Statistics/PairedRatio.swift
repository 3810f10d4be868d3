#if canImport(Glibc)
  import Glibc
#endif

/// How a quantity in one cell compares with that in another, block by block: the geometric mean of
/// the ratios, whose logarithms are taken as normal.
///
/// What a whole block shares (a warm room, a busy neighbour) cancels in its ratio.
public struct PairedRatio: Hashable, Sendable, Codable {
  /// Pairs.
  public var count: Int
  /// The geometric mean of the ratios.
  public var ratio: Double
  /// The lower end of its 95 % confidence interval.
  public var low: Double
  /// The upper end.
  public var high: Double
  /// The two-sided probability of ratios this far from 1 if the true one is 1 (Student's paired t
  /// test of the logarithms).
  public var probability: Double

  /// The ratios of pairs of positive numbers, numerator first; nil below two pairs or for a number
  /// that is not positive and finite.
  public init?(_ pairs: [(numerator: Double, denominator: Double)], level: Double = 0.95) {
    let all = pairs.flatMap { [$0.numerator, $0.denominator] }
    guard pairs.count >= 2, all.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let sample = Sample(pairs.map { log($0.numerator / $0.denominator) })
    guard let half = sample.halfWidth(level: level) else { return nil }
    count = pairs.count
    ratio = exp(sample.mean)
    low = exp(sample.mean - half)
    high = exp(sample.mean + half)
    let error = sample.standardDeviation / Double(count).squareRoot()
    if error > 0 {
      let t = sample.mean.magnitude / error
      probability = 2 * StudentT(degreesOfFreedom: Double(count - 1)).cumulative(-t)
    } else {
      probability = sample.mean == 0 ? 1 : 0
    }
  }
}

#if canImport(Glibc)
  import Glibc
#endif

/// Whether a sample looks like two heaps and not like one: the test for clusters of Engelman and
/// Hartigan (Journal of the American Statistical Association 64, 1969, 1647–1648).
///
/// The statistic is the share of the sum of squares that lies between the two sides of the best
/// cut; its distribution is that of normal samples of the same size, found by simulation. Cuts
/// leave at least `smallestSide` values on each side, since an outlier is no mode.
public struct TwoClusterTest: Hashable, Sendable {
  /// The fewest values on a side.
  public static let smallestSide = 3
  /// The simulated samples of one heap.
  static let simulations = 1999
  /// What `isTwo` takes for rare: with many cells, 5 % would be seen too often.
  static let level = 0.01

  /// The share of the sum of squares that lies between the sides, 0 to 1.
  public let share: Double
  /// The mean of the lower side.
  public let lower: Double
  /// The mean of the upper side.
  public let upper: Double
  /// The probability of such a share, or a larger one, for one normal heap.
  public let probability: Double

  /// Whether the sample looks like two heaps, at 1 %.
  public var isTwo: Bool { probability < Self.level }

  /// The test of `values`; nil where they are too few to be cut, not finite or all alike.
  /// O(simulations · n log n).
  ///
  /// The generator is `SplitMix64` of `seed`, so the same values give the same result.
  public init?(_ values: [Double], seed: UInt64 = 2013) {
    guard values.allSatisfy(\.isFinite), let cut = Cut(values.sorted()) else { return nil }
    share = cut.share
    lower = cut.lower
    upper = cut.upper
    var generator = SplitMix64(seed: seed)
    var larger = 0
    for _ in 0..<Self.simulations {
      let heap = values.map { _ in Self.normal(&generator) }.sorted()
      if let other = Cut(heap), other.share >= cut.share { larger += 1 }
    }
    probability = Double(larger + 1) / Double(Self.simulations + 1)
  }

  /// A normal number (Box and Muller, doi:10.1214/aoms/1177706645).
  private static func normal(_ generator: inout SplitMix64) -> Double {
    // From 2^-53 to 1, so that the logarithm is finite.
    let radius = Double((generator.next() >> 11) + 1) * 0x1p-53
    let angle = Double(generator.next() >> 11) * 0x1p-53
    return (-2 * log(radius)).squareRoot() * cos(2 * .pi * angle)
  }

  /// The best cut of a sorted sample.
  private struct Cut {
    var share = -1.0
    var lower = 0.0
    var upper = 0.0

    init?(_ sorted: [Double]) {
      let side = TwoClusterTest.smallestSide
      guard sorted.count >= 2 * side else { return nil }
      let all = Sample(sorted)
      let total = all.variance * Double(sorted.count - 1)
      guard total > 0 else { return nil }
      var left = 0.0
      for index in 0..<(sorted.count - side) {
        // Around the mean, so that the sums keep their digits.
        left += sorted[index] - all.mean
        guard index + 1 >= side else { continue }
        let (below, above) = (Double(index + 1), Double(sorted.count - index - 1))
        let between = left * left * (1 / below + 1 / above) / total
        if between > share {
          share = between
          lower = all.mean + left / below
          upper = all.mean - left / above
        }
      }
    }
  }
}

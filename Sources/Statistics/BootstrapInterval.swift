/// The bias-corrected and accelerated bootstrap interval of a mean (Efron,
/// doi:10.1080/01621459.1987.10478410): unlike Student's t it may be lopsided, as the sample is.
public struct BootstrapInterval: Hashable, Sendable, Codable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// All its properties.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The interval of the mean of `values` from `resamples` samples drawn from them with
  /// replacement; nil below two values or for one that is not finite. O(resamples · n).
  ///
  /// The generator is `SplitMix64` of `seed`, so the same values give the same interval. A sample
  /// whose values are all alike gives an interval of no width.
  ///
  /// - Precondition: `level` is above 0 and below 1; `resamples` is at least 1.
  public init?(
    ofMeanOf values: [Double], level: Double = 0.95, resamples: Int = 9999, seed: UInt64 = 2013
  ) {
    precondition(resamples >= 1, "a bootstrap needs a resample")
    guard values.count >= 2, values.allSatisfy(\.isFinite) else { return nil }
    var generator = SplitMix64(seed: seed)
    let count = Double(values.count)
    var means: [Double] = []
    means.reserveCapacity(resamples)
    for _ in 0..<resamples {
      var sum = 0.0
      for _ in values { sum += values[generator.index(below: values.count)] }
      means.append(sum / count)
    }
    let mean = values.reduce(0, +) / count
    let sum = values.reduce(0, +)
    let jackknife = values.map { (sum - $0) / (count - 1) }
    self.init(distribution: means, estimate: mean, jackknife: jackknife, level: level)
  }

  /// The interval from the statistic's values over the resamples, over the whole sample, and with
  /// each value left out in turn.
  ///
  /// Where resamples tie with the estimate, half of them count as below (as scipy does), so that
  /// the bias of a symmetric sample is 0.
  init(distribution: [Double], estimate: Double, jackknife: [Double], level: Double) {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1")
    let sorted = distribution.sorted()
    guard let first = sorted.first, let last = sorted.last, first < last else {
      self.init(low: sorted.first ?? estimate, high: sorted.last ?? estimate)
      return
    }
    let below = sorted.count { $0 < estimate }
    let atMost = sorted.count { $0 <= estimate }
    let share = Double(below + atMost) / Double(2 * sorted.count)
    let bias = NormalDistribution.quantile(share)
    let center = jackknife.reduce(0, +) / Double(jackknife.count)
    let cubes = jackknife.reduce(0) { $0 + (center - $1) * (center - $1) * (center - $1) }
    let squares = jackknife.reduce(0) { $0 + (center - $1) * (center - $1) }
    let acceleration = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    func end(_ p: Double) -> Double {
      let sum = bias + NormalDistribution.quantile(p)
      let shifted = NormalDistribution.cumulative(bias + sum / (1 - acceleration * sum))
      guard bias.isFinite, let value = quantile(ofSorted: sorted, shifted) else {
        return bias < 0 ? first : last
      }
      return value
    }
    self.init(low: end((1 - level) / 2), high: end((1 + level) / 2))
  }
}

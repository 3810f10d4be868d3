#if canImport(Glibc)
  import Glibc
#endif

/// The normal distribution with mean 0 and standard deviation 1.
public enum NormalDistribution {
  /// The value that is not exceeded with probability 0.975: 95 % lie no further than this from 0.
  public static let quantile975 = 1.959963984540054

  /// The probability of a value of at most `z`.
  public static func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// The value that is not exceeded with probability `p`; infinite at 0 and 1.
  ///
  /// By bisection of `cumulative` to the last digit.
  ///
  /// - Precondition: `p` is from 0 to 1.
  public static func quantile(_ p: Double) -> Double {
    precondition((0...1).contains(p), "a probability lies between 0 and 1")
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    // In the lower half, where the tail's digits are kept.
    if p > 0.5 { return -quantile(1 - p) }
    var (low, high) = (-40.0, 0.0)
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
  }
}

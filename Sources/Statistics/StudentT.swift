/// Student's t distribution.
public struct StudentT: Hashable, Sendable {
  /// The degrees of freedom, above 0.
  public let degreesOfFreedom: Double

  /// The distribution with that many degrees of freedom.
  ///
  /// - Precondition: `degreesOfFreedom` is above 0.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0, "degrees of freedom must be above 0")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value of at most `t`.
  public func cumulative(_ t: Double) -> Double {
    let x = degreesOfFreedom / (degreesOfFreedom + t * t)
    let tail = regularizedIncompleteBeta(x, degreesOfFreedom / 2, 0.5) / 2
    return t < 0 ? tail : 1 - tail
  }

  /// The value that is not exceeded with probability `p`, by bisection to the last digit.
  ///
  /// - Precondition: `p` is above 0 and below 1.
  public func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1, "a probability lies between 0 and 1")
    if p < 0.5 { return -quantile(1 - p) }
    var low = 0.0
    var high = 1.0
    while cumulative(high) < p { high *= 2 }
    while true {
      let middle = low + (high - low) / 2
      if middle == low || middle == high { return middle }
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
  }
}

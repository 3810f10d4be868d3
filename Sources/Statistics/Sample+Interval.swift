extension Sample {
  /// Half the width of the 95 % confidence interval of the mean (Student's t); nil below two
  /// values.
  public var ci95: Double? { halfWidth(level: 0.95) }

  /// Half the width of the confidence interval of the mean at that level; nil below two values.
  ///
  /// - Precondition: `level` is above 0 and below 1.
  public func halfWidth(level: Double) -> Double? {
    guard count >= 2 else { return nil }
    let t = StudentT(degreesOfFreedom: Double(count - 1)).quantile((1 + level) / 2)
    return t * standardDeviation / Double(count).squareRoot()
  }

  /// The standard deviation of `count` values whose 95 % interval of the mean has that half-width.
  ///
  /// Published intervals are turned back into spreads with it. nil below two values.
  public static func standardDeviation(ofInterval ci95: Double, count: Int) -> Double? {
    guard count >= 2 else { return nil }
    let t = StudentT(degreesOfFreedom: Double(count - 1)).quantile(0.975)
    return ci95 * Double(count).squareRoot() / t
  }
}

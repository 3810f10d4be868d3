/// The exponential and the logarithm, made of additions and multiplications only.
///
/// The mathematical library's last digit depends on its version and on the processor, and one digit
/// can change the order of two events; these give the same bits everywhere. Relative error below
/// 1e-15, checked against the library by a test.
enum Elementary {
  /// ln 2, in two parts: the first has 16 bits to spare, so that its multiples are exact.
  private static let ln2High = 0x1.62e42fefap-1
  private static let ln2Low = 0x1.cf79abc9e3b39p-40

  /// e to the power of `x`, by its Taylor series after reduction to |r| ≤ ln 2 / 2.
  static func exp(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    guard x < 700 else { return .infinity }
    let exponent = (x / (ln2High + ln2Low)).rounded()
    let r = (x - exponent * ln2High) - exponent * ln2Low
    // r^15/15! is below 1e-19.
    var sum = 1.0
    for term in (1...14).reversed() { sum = 1 + r / Double(term) * sum }
    return Double(sign: .plus, exponent: Int(exponent), significand: sum)
  }

  /// The natural logarithm of a positive, finite, normal `x`: 2·artanh((m − 1)/(m + 1)) of its
  /// significand.
  static func log(_ x: Double) -> Double {
    precondition(x.isNormal && x > 0, "the logarithm of \(x)")
    var exponent = Double(x.exponent)
    var significand = x.significand
    if significand > 1.414 {
      significand /= 2
      exponent += 1
    }
    let s = (significand - 1) / (significand + 1)
    let square = s * s
    // |s| ≤ 0.1716, so that s^23/23 is below 1e-19.
    var sum = 0.0
    for term in (1...10).reversed() { sum = square * (1 / Double(2 * term + 1) + sum) }
    return exponent * ln2High + (exponent * ln2Low + 2 * s * (1 + sum))
  }
}

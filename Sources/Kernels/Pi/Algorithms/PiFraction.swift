/// What stands behind the point of pi, in binary.
struct PiFraction: ~Copyable {
  /// The fraction: limbs / 2^(64·count).
  let limbs: Natural
  /// How many units of the last limb it may be wrong by, in either direction, as a power of two.
  let errorBits: Int
  /// Iterations of the AGM, or terms of the series.
  let iterations: Int
}

/// Precisions in limbs and in digits.
enum PiPrecision {
  /// Bits of a decimal digit, log2(10), rounded up in the last place.
  static let bitsPerDigit = 3.3219280948873627

  /// Limbs beyond the digits. An algorithm's result is wrong by less than 2^48 units of its last
  /// limb, so with two limbs the digits end at least 80 bits above the error.
  static let guardLimbs = 2

  /// Limbs for the whole words of `DecimalConversion` that hold so many digits, and for the guard;
  /// `extra` more when an attempt with fewer could not tell its digits for certain.
  static func limbs(digits: Int, extra: Int = 0) -> Int {
    let words = DecimalConversion.wordCount(digits: digits)
    let bits = Double(words * DecimalConversion.digitsPerWord) * bitsPerDigit
    return Int((bits / 64).rounded(.up)) + guardLimbs + extra
  }
}

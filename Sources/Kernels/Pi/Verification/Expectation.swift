/// What the digits of pi are checked against once they have been found.
struct Expectation {
  /// The first of the hexadecimal digits to compare, from 0.
  let position: Int
  /// The binary fraction's hexadecimal digits there.
  let binaryDigits: UInt32
  /// The prime modulo which the conversion is checked.
  let prime: UInt64

  private let conversion: ConversionCheck

  /// Lowers the fraction by its error, and notes what the checks need of it; nil if it is within
  /// its error of zero.
  init?(
    _ fraction: UnsafeMutablePointer<UInt64>, _ count: Int, errorBits: Int, wordCount: Int,
    seed: UInt64, _ arithmetic: BigArithmetic
  ) throws(PageBuffer.OutOfMemory) {
    var generator = CheckGenerator(seed: seed)
    guard DecimalConversion.lower(fraction, count, byErrorBits: errorBits) else { return nil }
    let certain = (count - PiPrecision.guardLimbs) * 16 - HexadecimalDigits.count
    position = Int.random(in: 0..<max(certain, 1), using: &generator)
    binaryDigits = Self.digits(fraction, count, at: position)
    prime = RandomPrime.next(using: &generator)
    conversion = try ConversionCheck(
      fraction, count, wordCount: wordCount, prime: prime, arithmetic)
  }

  /// What is wrong with the decimal digits or the fraction that they came from; nil if nothing is.
  func failure(
    of words: UnsafePointer<UInt64>, _ wordCount: Int, _ crew: Crew
  ) -> PiError? {
    guard conversion.accepts(words, wordCount) else {
      return .wrong(
        "the decimal digits are not those of the binary fraction modulo \(prime): the conversion "
          + "went wrong; this machine or this build computes wrongly")
    }
    // Where the formula cannot tell, for the digits around are all ones or zeros, the place before
    // it has the same digits and more.
    guard let expected = HexadecimalDigits.digits(at: position, crew), expected != binaryDigits
    else {
      return nil
    }
    return .wrong(
      "hexadecimal digits \(position) to \(position + HexadecimalDigits.count - 1) are "
        + "\(Self.text(binaryDigits)), but by Bellard's formula \(Self.text(expected)): this "
        + "machine or this build computes wrongly")
  }

  /// The number as eight hexadecimal digits.
  static func text(_ digits: UInt32) -> String {
    let text = String(digits, radix: 16)
    return String(repeating: "0", count: HexadecimalDigits.count - text.utf8.count) + text
  }

  /// Eight hexadecimal digits of a fraction.
  static func digits(
    _ fraction: UnsafePointer<UInt64>, _ count: Int, at position: Int
  ) -> UInt32 {
    let limb = count - 1 - position / 16
    let shift = position % 16 * 4
    var bits = fraction[limb] << UInt64(shift)
    if shift > 0, limb > 0 { bits |= fraction[limb - 1] >> UInt64(64 - shift) }
    return UInt32(truncatingIfNeeded: bits >> 32)
  }
}

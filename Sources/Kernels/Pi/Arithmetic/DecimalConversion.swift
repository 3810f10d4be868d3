/// Decimal digits of a binary fraction, by halves: O(M(n) log n).
///
/// The upper half of the digits needs only the upper half of the fraction's limbs; the lower half
/// is the fraction of f · 10^(digits of the upper half), of which again only half of the limbs
/// matter. Digits are counted in words of 19, the most that a limb holds; a word's 63.12 bits are
/// counted as a whole limb, so precision is never short.
///
/// Error: everything is cut off downwards and nothing is rounded up. A part of w words is given
/// w + 2 limbs, so cutting costs at most 2^-64 of its last digit per level, of which there are
/// fewer than 2^10; the fraction's own error is moved below it before the start. Digits are
/// therefore wrong only where the exact fraction of a leaf lies within 2^-54 below a whole
/// number's worth of its last digit, which shows as ones in the upper half of what remains. Then,
/// about once in 2^32 leaves even if there is no error at all, the conversion refuses, and the
/// caller computes with more limbs. The same test tells a last digit before 999… or 000….
struct DecimalConversion {
  /// Digits of a word.
  static let digitsPerWord = 19
  /// Limbs beyond the words of a part.
  private static let guardLimbs = 2
  /// Words up to which digits are taken one word after the other.
  private static let leafWords = 96
  /// 10^19.
  private static let wordBase: UInt64 = 10_000_000_000_000_000_000

  /// Words that hold so many digits.
  static func wordCount(digits: Int) -> Int { (digits + digitsPerWord - 1) / digitsPerWord }

  private let wordCount: Int
  /// Words of a leaf; the upper half of a part gets this times the largest power of two below it.
  private let unit: Int

  /// A conversion to so many words.
  init(wordCount: Int) {
    self.wordCount = wordCount
    var halvings = 0
    while (wordCount - 1) >> halvings >= Self.leafWords { halvings += 1 }
    unit = max((wordCount + (1 << halvings) - 1) >> halvings, 1)
  }

  /// Moves a fraction down by the error that it may have in either direction, 2^errorBits units of
  /// its last limb; false, and no conversion can follow, where it is within its error of zero.
  static func lower(
    _ fraction: UnsafeMutablePointer<UInt64>, _ count: Int, byErrorBits errorBits: Int
  ) -> Bool {
    precondition((0..<64).contains(errorBits), "a fraction that is wrong by limbs")
    var error: UInt64 = 1 << UInt64(errorBits)
    return !LimbArithmetic.subtract(from: fraction, count, &error, 1)
  }

  /// Writes the words of a fraction that has been lowered by its error, the first digits first;
  /// false if they are not certain. The fraction is destroyed.
  func convert(
    _ fraction: UnsafeMutablePointer<UInt64>, _ count: Int,
    into words: UnsafeMutablePointer<UInt64>, _ arithmetic: BigArithmetic
  ) throws(PageBuffer.OutOfMemory) -> Bool {
    let powers = try Powers(unit: unit, below: wordCount, arithmetic)
    return try convert(fraction, count, wordCount, into: words, powers, arithmetic)
  }

  private func convert(
    _ fraction: UnsafeMutablePointer<UInt64>, _ count: Int, _ wordCount: Int,
    into words: UnsafeMutablePointer<UInt64>, _ powers: Powers, _ arithmetic: BigArithmetic
  ) throws(PageBuffer.OutOfMemory) -> Bool {
    if wordCount <= unit { return Self.leaf(fraction, count, wordCount, into: words) }
    var level = 0
    while unit << (level + 1) < wordCount { level += 1 }
    let upper = unit << level
    let lower = wordCount - upper
    let lowerCount = min(lower + Self.guardLimbs, count)
    let rest = try arithmetic.limbs(lowerCount)
    guard
      try powers.fraction(
        of: fraction, count, timesPower: level, into: rest.base, lowerCount, arithmetic)
    else { return false }
    let upperCount = min(upper + Self.guardLimbs, count)
    let results = try arithmetic.fork(isWorthwhile: lower >= BigArithmetic.forkThreshold) {
      arithmetic throws(PageBuffer.OutOfMemory) in
      try convert(
        fraction + (count - upperCount), upperCount, upper, into: words, powers, arithmetic)
    } _: { arithmetic throws(PageBuffer.OutOfMemory) in
      try convert(rest.base, lowerCount, lower, into: words + upper, powers, arithmetic)
    }
    return results.left && results.right
  }

  /// Takes off one word after the other, and one limb of precision with each.
  private static func leaf(
    _ fraction: UnsafeMutablePointer<UInt64>, _ count: Int, _ wordCount: Int,
    into words: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    var bottom = 0
    for word in 0..<wordCount {
      let needed = wordCount - word + guardLimbs
      bottom = max(bottom, count - needed)
      words[word] = LimbArithmetic.multiply(
        fraction + bottom, fraction + bottom, count - bottom, by: wordBase)
    }
    return fraction[count - 1] >> 32 != 0xFFFF_FFFF
  }

  /// The first `digits` digits of words, in ASCII.
  static func text(
    _ words: UnsafePointer<UInt64>, _ wordCount: Int, digits: Int, _ passes: LimbPasses
  ) -> [UInt8] {
    let room = wordCount * digitsPerWord
    return [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      passes.forEachPiece(wordCount) { piece in
        for word in piece {
          var rest = words[word]
          for place in stride(from: digitsPerWord - 1, through: 0, by: -1) {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            base[word * digitsPerWord + place] = UInt8(ascii: "0") + UInt8(digit)
            rest = quotient
          }
        }
      }
      count = digits
    }
  }
}

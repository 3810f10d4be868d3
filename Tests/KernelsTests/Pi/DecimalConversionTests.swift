import Testing

@testable import Kernels

@Suite
struct DecimalConversionTests {
  /// Converts limbs that stand for an exact fraction.
  private static func convert(
    _ fraction: [UInt64], words: Int, threads: Int = 1
  ) throws -> [UInt64]? {
    let arithmetic = BigArithmetic(threads: threads, pool: LimbPool())
    var limbs = fraction
    guard DecimalConversion.lower(&limbs, limbs.count, byErrorBits: 0) else { return nil }
    var result = [UInt64](repeating: 0, count: words)
    let isCertain = try DecimalConversion(wordCount: words).convert(
      &limbs, limbs.count, into: &result, arithmetic)
    return isCertain ? result : nil
  }

  @Test(arguments: [1, 2, 95, 96, 97, 98, 191, 192, 193, 250, 500, 1000])
  func wordsAreThoseOfRepeatedMultiplication(words: Int) throws {
    var generator = CheckGenerator(seed: UInt64(words))
    let digits = words * DecimalConversion.digitsPerWord
    let fraction = (0..<PiPrecision.limbs(digits: digits)).map { _ in generator.next() }
    let expected = BigNumbers.words(fraction, words)
    #expect(try Self.convert(fraction, words: words) == expected)
    #expect(try Self.convert(fraction, words: words, threads: 3) == expected)
  }

  /// The limbs of a fraction just above or below a finite decimal cannot be told from it.
  @Test(arguments: [1, 100, 300])
  func digitsThatTheGuardCannotSettleAreRefused(words: Int) throws {
    let digits = words * DecimalConversion.digitsPerWord
    let count = PiPrecision.limbs(digits: digits)
    let half = [UInt64](repeating: 0, count: count - 1) + [1 << 63]
    #expect(try Self.convert(half, words: words) == nil)
  }

  @Test
  func textHasLeadingZerosAndStopsInTime() {
    let words: [UInt64] = [12, 3_400_000_000_000_000_000]
    let text = DecimalConversion.text(
      words, 2, digits: 21, LimbPasses(crew: Crew(threads: 1)))
    #expect(String(decoding: text, as: UTF8.self) == "000000000000000001234")
  }

  @Test(arguments: [UInt64(1), 2])
  func theCheckAcceptsTheRightWordsOnly(seed: UInt64) throws {
    var generator = CheckGenerator(seed: seed)
    let arithmetic = BigArithmetic(threads: 1, pool: LimbPool())
    for words in [1, 2, 50, 300] {
      let count = PiPrecision.limbs(digits: words * DecimalConversion.digitsPerWord)
      let fraction = (0..<count).map { _ in generator.next() }
      var digits = BigNumbers.words(fraction, words)
      let check = try ConversionCheck(
        fraction, count, wordCount: words, prime: RandomPrime.next(using: &generator), arithmetic)
      #expect(check.accepts(digits, words))
      digits[words / 2] ^= 1
      #expect(!check.accepts(digits, words))
    }
  }
}

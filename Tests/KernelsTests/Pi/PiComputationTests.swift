import Testing

@testable import Kernels

/// Digits are those that others have published or that mpmath computes, whatever finds them.
@Suite
struct PiComputationTests {
  /// SHA-256 of the decimals behind "3." by their number, from mpmath 1.2.
  private static let hashes: [(digits: Int, sha256: String)] = [
    (1, "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"),
    (2, "8527a891e224136950ff32ca212b45bc93f69fbb801c3b1ebedac52775f99e61"),
    (10, "66181a051b887271f036c64620bce3225af7d38f9e3f4a16dfc55de7d351f44b"),
    (100, "29ace0d6be6c4ca75334c31019bf43fb23c69717adcb42994880b68af651196a"),
    (1000, "808b01bd3137f0fd50877c7ad44b2a97478666390780372803859749172292bd"),
    (10_000, "7406a2be66766f832c8d1e1b66491ef7b2f366b0393d21c4684181044b507ab5"),
    (100_000, "5ebe8007d764bce33aba7a85a0da0924e96663fbb2e0fd089b9e8cd3be482bc2"),
  ]

  @Test(arguments: PiAlgorithm.allCases, hashes.indices)
  func knownDigits(algorithm: PiAlgorithm, index: Int) throws {
    let (digits, sha256) = Self.hashes[index]
    let result = try PiComputation(digits: digits, algorithm: algorithm).run()
    #expect(result.digits.count == digits)
    #expect(result.sha256 == sha256)
  }

  /// Every count up to 800 ends in its own digit, also within the six nines from the 762nd on.
  @Test(arguments: PiAlgorithm.allCases)
  func theLastDigitIsRightForEveryCount(algorithm: PiAlgorithm) throws {
    let all = try PiComputation(digits: 1000, algorithm: .chudnovsky).run().digits
    for digits in 1...800 {
      let result = try PiComputation(digits: digits, algorithm: algorithm).run()
      #expect(result.digits == Array(all.prefix(digits)), "\(digits) digits")
    }
    #expect(String(decoding: all[761..<767], as: UTF8.self) == "999999")
  }

  @Test(arguments: [UInt64(11), 12, 13, 14, 15, 16])
  func bothAlgorithmsAgreeForAnyCountThreadsAndInstructions(seed: UInt64) throws {
    var generator = CheckGenerator(seed: seed)
    let digits = Int.random(in: 1000...150_000, using: &generator)
    let expected = try PiComputation(digits: digits, algorithm: .chudnovsky).run().digits
    for algorithm in PiAlgorithm.allCases {
      for instructionSet in InstructionSet.allCases where instructionSet <= .current {
        let threads = Int.random(in: 1...5, using: &generator)
        let result = try PiComputation(
          digits: digits, algorithm: algorithm, threads: threads,
          instructionSet: instructionSet, seed: seed
        ).run()
        #expect(
          result.digits == expected,
          "\(digits) digits, \(algorithm), \(threads) threads, \(instructionSet)")
      }
    }
  }

  @Test(arguments: PiAlgorithm.allCases)
  func aMillionDigitsAreThePublishedOnes(algorithm: PiAlgorithm) throws {
    let result = try PiComputation(digits: 1 << 20, algorithm: algorithm, threads: 2).run()
    #expect(result.verification.matchesPublishedHash == true)
    #expect(result.lastDigits == "21115609693922804101624749073533170994591637429204")
    #expect(result.usage.peakBytes > 1 << 20)
  }

  @Test
  func transparentHugePagesGiveTheSameDigits() throws {
    let result = try PiComputation(digits: 100_000, hugePages: .transparent).run()
    #expect(result.sha256 == Self.hashes[6].sha256)
  }

  @Test
  func whatCannotBeDoneIsAnError() {
    #expect(throws: PiError.digits(0)) { try PiComputation(digits: 0) }
    #expect(throws: PiError.digits(1 << 40)) { try PiComputation(digits: 1 << 40) }
    #expect(throws: PiError.threads(0)) { try PiComputation(digits: 5, threads: 0) }
    #expect(throws: PiError.threads(1025)) { try PiComputation(digits: 5, threads: 1025) }
    for error in [PiError.digits(0), .threads(0), .instructionSet(.avx512)] {
      #expect(!error.description.isEmpty)
    }
  }

  @Test
  func moreMemoryThanThereIsIsAnErrorBeforeTheWork() throws {
    let need = MemoryNeed(digits: PiComputation.mostDigits, algorithm: .gaussLegendre, threads: 1)
    let error = #expect(throws: PiError.self) { try need.check(available: 1 << 30) }
    #expect(error?.description.contains("1073741824 digits need about") == true)
  }

  /// Both checks see a wrong limb: they are not passed by whatever the algorithms find.
  @Test
  func aWrongFractionAndWrongWordsAreFound() throws {
    let arithmetic = BigArithmetic(threads: 1, pool: LimbPool())
    let words = 100
    let precision = PiPrecision.limbs(digits: words * DecimalConversion.digitsPerWord)
    for isFractionWrong in [true, false] {
      let fraction = try Chudnovsky(arithmetic: arithmetic, precision: precision).compute { _, _ in
      }
      let limbs = fraction.limbs.base
      if isFractionWrong {
        for i in 0..<precision { limbs[i] ^= 0x5555_5555_5555_5555 }
      }
      let expectation = try #require(
        try Expectation(
          limbs, precision, errorBits: fraction.errorBits, wordCount: words, seed: 5,
          arithmetic))
      var result = [UInt64](repeating: 0, count: words)
      let isCertain = try DecimalConversion(wordCount: words).convert(
        limbs, precision, into: &result, arithmetic)
      #expect(isCertain)
      if isFractionWrong {
        let failure = expectation.failure(of: result, words, arithmetic.crew)
        #expect(failure?.description.contains("by Bellard's formula") == true)
      } else {
        #expect(expectation.failure(of: result, words, arithmetic.crew) == nil)
        result[50] &+= 1
        let failure = expectation.failure(of: result, words, arithmetic.crew)
        #expect(failure?.description.contains("conversion went wrong") == true)
      }
    }
  }

  @Test
  func progressCountsTheIterations() throws {
    let seen = ProgressLog()
    let result = try PiComputation(digits: 5000).run { seen.append($0) }
    let iterations = seen.all.filter { $0.stage == .iterations }
    #expect(iterations.map(\.done) == Array(0...result.iterations))
    #expect(iterations.allSatisfy { $0.total == result.iterations })
    #expect(seen.all.last?.stage == .verification)
  }
}

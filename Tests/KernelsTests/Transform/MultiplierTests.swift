import Testing

@testable import Kernels

/// Products by transforms against products limb by limb, in every set of instructions that this
/// processor has.
@Suite
struct MultiplierTests {
  static let sets = InstructionSet.allCases.filter { $0 <= .current }
  /// Seeds the generator; in every message, so that a failure can be repeated.
  static let seed = UInt64.random(in: 0...UInt64.max)

  @Test(arguments: sets)
  func randomLengthsMatchTheSchoolbook(set: InstructionSet) throws {
    var generator = Numbers.Generator(seed: Self.seed)
    let multiplier = Multiplier(threads: 1, instructionSet: set)
    for _ in 0..<40 {
      let a = Numbers.make(.random, Int.random(in: 1...1200, using: &generator), &generator)
      let b = Numbers.make(.random, Int.random(in: 1...1200, using: &generator), &generator)
      #expect(
        try multiplier.product(a, b) == Numbers.product(a, b),
        "\(a.count) by \(b.count) limbs, seed \(Self.seed)")
    }
  }

  @Test(arguments: sets)
  func everyKindOfDigitsIsExact(set: InstructionSet) throws {
    var generator = Numbers.Generator(seed: Self.seed)
    let multiplier = Multiplier(threads: 1, instructionSet: set)
    for kind in Numbers.Kind.allCases {
      for other in Numbers.Kind.allCases {
        let a = Numbers.make(kind, Int.random(in: 200...900, using: &generator), &generator)
        let b = Numbers.make(other, Int.random(in: 200...900, using: &generator), &generator)
        #expect(
          try multiplier.product(a, b) == Numbers.product(a, b),
          "\(kind) \(a.count) by \(other) \(b.count), seed \(Self.seed)")
        #expect(try multiplier.square(a) == Numbers.product(a, a), "\(kind) \(a.count) squared")
      }
    }
  }

  /// Products that threads halve: as long as a length that suits the transforms and shorter, of
  /// digits of every kind, also 0, which has two forms modulo 2^(64·n) − 1.
  @Test(arguments: [2, 3, 4])
  func halvedProductsAreExact(threads: Int) throws {
    var generator = Numbers.Generator(seed: Self.seed)
    let multiplier = Multiplier(threads: threads)
    multiplier.crew.isApart = true
    for limbs in [1100, 2300, 9000] {
      let length = try #require(multiplier.halvedLength(limbs: limbs))
      for count in [length, length - 1, limbs] where multiplier.halvedLength(limbs: count) == length
      {
        for kind in Numbers.Kind.allCases {
          for other in [Numbers.Kind.random, .ones, .zero] {
            let a = Numbers.make(kind, count / 2, &generator)
            let b = Numbers.make(other, count - count / 2, &generator)
            #expect(
              try multiplier.product(a, b) == Numbers.product(a, b),
              "\(kind) by \(other), \(count) of \(length) limbs, seed \(Self.seed)")
          }
        }
        let a = Numbers.make(.random, count / 2, &generator)
        #expect(try multiplier.square(a) == Numbers.product(a, a), "\(count) limbs squared")
      }
    }
  }

  /// Digits that no plan for random ones allows: the product is computed again with shorter ones.
  @Test(arguments: sets, [1, 2])
  func theGreatestDigitsAreExact(set: InstructionSet, threads: Int) throws {
    let multiplier = Multiplier(threads: threads, instructionSet: set)
    for count in [300, 1000, 2000] {
      let plan = TransformPlan.cheapest(
        aLimbs: count, bLimbs: count, width: multiplier.convolver.width, certain: false)
      let a = Numbers.greatestDigits(bits: plan.bits, count)
      #expect(
        try multiplier.square(a) == Numbers.product(a, a), "\(count) limbs, \(plan.bits) bits")
    }
  }

  @Test(arguments: [(1, 1000), (89, 5000), (100, 20_000), (700, 3000), (2000, 2001)])
  func unbalancedOperandsMatchTheSchoolbook(short: Int, long: Int) throws {
    var generator = Numbers.Generator(seed: Self.seed)
    let multiplier = Multiplier(threads: 1)
    for kind in [Numbers.Kind.random, .ones] {
      let a = Numbers.make(kind, short, &generator)
      let b = Numbers.make(kind, long, &generator)
      let expected = Numbers.product(a, b)
      #expect(try multiplier.product(a, b) == expected, "\(short) by \(long), seed \(Self.seed)")
      #expect(try multiplier.product(b, a) == expected, "\(long) by \(short), seed \(Self.seed)")
    }
  }

  /// (a + b)² = a² + 2ab + b², by the remainders of each modulo primes.
  @Test(arguments: [1 << 13, 50_000, 1 << 17])
  func longProductsHaveTheRightRemainders(count: Int) throws {
    var generator = Numbers.Generator(seed: Self.seed)
    let multiplier = Multiplier(threads: 1)
    let a = Numbers.make(.random, count, &generator)
    let b = Numbers.make(.random, count - 7, &generator)
    let product = try multiplier.product(a, b)
    let square = try multiplier.square(a)
    for prime in Numbers.primes {
      let (x, y) = (Numbers.remainder(a, prime), Numbers.remainder(b, prime))
      #expect(
        Numbers.remainder(product, prime) == x.modular(y, prime),
        "\(count) limbs modulo \(prime), seed \(Self.seed)")
      #expect(
        Numbers.remainder(square, prime) == x.modular(x, prime),
        "\(count) limbs squared modulo \(prime), seed \(Self.seed)")
    }
  }

  @Test(arguments: [500, 6000, 40_000])
  func threadsAndInstructionsDoNotChangeResults(count: Int) throws {
    var generator = Numbers.Generator(seed: Self.seed)
    let a = Numbers.make(.random, count, &generator)
    let b = Numbers.make(.random, count + count / 3, &generator)
    let expected = try Multiplier(threads: 1, instructionSet: .baseline).product(a, b)
    for set in Self.sets {
      for threads in 1...5 {
        let multiplier = Multiplier(threads: threads, instructionSet: set)
        for isApart in [false, true] {
          multiplier.crew.isApart = isApart
          #expect(
            try multiplier.product(a, b) == expected,
            "\(set), \(threads) threads, apart \(isApart), seed \(Self.seed)")
        }
      }
    }
  }

  @Test
  func whatTheProcessorHasComputesRight() throws {
    for set in InstructionSet.allCases {
      let multiplier = Multiplier(threads: 1, instructionSet: set)
      #expect(multiplier.instructionSet == min(set, .current))
      #expect(multiplier.distrusted == nil)
    }
  }

  @Test
  func longProductsAreHalvedOnlyByThreadsThatAreApart() {
    let multiplier = Multiplier(threads: 2)
    for (isApart, limbs, isHalved) in [
      (false, 8000, true), (false, 9000, false), (true, 9000, true), (true, 1000, false),
    ] {
      multiplier.crew.isApart = isApart
      #expect((multiplier.halvedLength(limbs: limbs) != nil) == isHalved, "\(limbs) limbs")
    }
    #expect(Multiplier(threads: 1).halvedLength(limbs: 8000) == nil)
  }

  @Test(arguments: 1...4, [false, true])
  func whatIsReservedIsEnough(threads: Int, isApart: Bool) throws {
    let multiplier = Multiplier(threads: threads)
    multiplier.crew.isApart = isApart
    try multiplier.reserve(limbs: 20_000)
    let reserved = multiplier.peakBytes
    var generator = Numbers.Generator(seed: Self.seed)
    for kind in [Numbers.Kind.random, .ones, .checkered] {
      let a = Numbers.make(.random, 10_000, &generator)
      _ = try multiplier.product(a, Numbers.make(kind, 10_000, &generator))
      #expect(multiplier.peakBytes == reserved, "\(kind), seed \(Self.seed)")
    }
  }
}

extension UInt64 {
  /// self · other modulo `modulus`.
  fileprivate func modular(_ other: UInt64, _ modulus: UInt64) -> UInt64 {
    UInt64(truncatingIfNeeded: UInt128(self) * UInt128(other) % UInt128(modulus))
  }
}

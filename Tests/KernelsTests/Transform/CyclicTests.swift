import Testing

@testable import Kernels

/// Products that wrap around, and operands that are transformed once for several products.
@Suite
struct CyclicTests {
  @Test(arguments: MultiplierTests.sets)
  func cyclicProductsMatchFoldedOnes(set: InstructionSet) throws {
    var generator = Numbers.Generator(seed: MultiplierTests.seed)
    let multiplier = Multiplier(threads: 1, instructionSet: set)
    for minimum in [1, 17, 511, 512, 700, 1301, 2400] {
      let length = multiplier.cyclicLength(atLeast: minimum)
      #expect(length >= minimum)
      for kind in Numbers.Kind.allCases {
        let a = Numbers.make(kind, length, &generator)
        let b = Numbers.make(
          .random, Int.random(in: max(1, length / 2)...length, using: &generator), &generator)
        let expected = Numbers.cyclic(Numbers.product(a, b), length)
        let result = try Numbers.cyclic(multiplier.cyclicProduct(a, b, length: length), length)
        #expect(
          result == expected,
          "\(kind) \(length) by \(b.count) limbs, seed \(MultiplierTests.seed)")
        let square = try Numbers.cyclic(multiplier.cyclicProduct(a, a, length: length), length)
        #expect(square == Numbers.cyclic(Numbers.product(a, a), length), "\(kind) \(length)")
      }
    }
  }

  /// Long ones are shared by the threads.
  @Test(arguments: [2, 3, 4])
  func cyclicProductsDoNotDependOnThreads(threads: Int) throws {
    var generator = Numbers.Generator(seed: MultiplierTests.seed)
    let alone = Multiplier(threads: 1)
    let together = Multiplier(threads: threads)
    for minimum in [3000, 4096, 9000, 40_000] {
      let length = alone.cyclicLength(atLeast: minimum)
      for kind in Numbers.Kind.allCases {
        let a = Numbers.make(kind, length, &generator)
        let b = Numbers.make(.random, length - length / 7, &generator)
        #expect(
          try together.cyclicProduct(a, b, length: length)
            == alone.cyclicProduct(a, b, length: length),
          "\(kind) \(length) limbs, seed \(MultiplierTests.seed)")
        #expect(
          try together.cyclicProduct(a, a, length: length)
            == alone.cyclicProduct(a, a, length: length), "\(kind) \(length) limbs squared")
      }
    }
  }

  /// Remainders modulo 2^h + 1 that are the modulus less one, and other edges of wrapping around.
  @Test
  func operandsNearTheModulusAreExact() throws {
    let multiplier = Multiplier(threads: 1)
    let length = multiplier.cyclicLength(atLeast: 600)
    let half = length / 2
    var edges: [[UInt64]] = []
    // 2^h − 1 + 2^h·…: the lower half less the upper one is −1, 0 or 1.
    for (low, high) in [(0, 1), (1, 0), (1, 1), (0, 0)] as [(UInt64, UInt64)] {
      var number = [UInt64](repeating: 0, count: length)
      number[0] = low
      number[half] = high
      edges.append(number)
    }
    edges.append(Array(repeating: .max, count: length))
    edges.append(Array(repeating: .max, count: half) + Array(repeating: 0, count: half))
    edges.append(Array(repeating: 0, count: half) + Array(repeating: .max, count: half))
    for (index, a) in edges.enumerated() {
      for (other, b) in edges.enumerated() {
        #expect(
          try Numbers.cyclic(multiplier.cyclicProduct(a, b, length: length), length)
            == Numbers.cyclic(Numbers.product(a, b), length), "\(index) by \(other)")
      }
    }
  }

  @Test
  func lengthsAreHardlyLongerThanAskedFor() throws {
    let multiplier = Multiplier(threads: 1)
    for minimum in [1000, 12_345, 65_537, 262_144, 400_000] {
      let length = multiplier.cyclicLength(atLeast: minimum)
      #expect(length >= minimum && length <= minimum * 5 / 4)
    }
  }

  /// With several threads also those that are halved, and whose halves are too; and those that the
  /// threads halve only while they are far from each other, when they come near.
  @Test(arguments: MultiplierTests.sets, [1, 2, 3, 4])
  func transformedOperandsGiveTheSameProducts(set: InstructionSet, threads: Int) throws {
    var generator = Numbers.Generator(seed: MultiplierTests.seed)
    let multiplier = Multiplier(threads: threads, instructionSet: set)
    for (aCount, bCount) in [(30, 40), (150, 90), (900, 700), (600, 1500), (5000, 4800)] {
      for kind in Numbers.Kind.allCases {
        let a = Numbers.make(kind, aCount, &generator)
        multiplier.crew.isApart = kind != .ones
        let transformed = try multiplier.transformed(a, forProductOf: aCount + bCount)
        // Also shorter than it has been prepared for.
        for (count, isApart) in [(bCount, true), (bCount, false), (bCount / 2, true)] {
          multiplier.crew.isApart = isApart
          let b = Numbers.make(.random, count, &generator)
          var product = [UInt64](repeating: 1, count: aCount + count)
          try b.withUnsafeBufferPointer { b in
            try product.withUnsafeMutableBufferPointer {
              try multiplier.multiply($0.baseAddress!, transformed, b.baseAddress!, count)
            }
          }
          #expect(
            product == Numbers.product(a, b),
            "\(kind) \(aCount) by \(count), seed \(MultiplierTests.seed)")
        }
      }
    }
  }
}

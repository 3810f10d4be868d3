import Testing

@testable import Kernels

/// Newton's results lie within their stated error of the exact ones.
@Suite
struct NewtonTests {
  private static let precisions = [1, 2, 3, 15, 16, 17, 18, 33, 34, 64, 100, 255, 500]
  private let arithmetic = BigArithmetic(threads: 1, pool: LimbPool())

  /// A random fraction whose highest bits are those of `top`.
  private static func fraction(
    _ count: Int, top: UInt64, using generator: inout CheckGenerator
  ) -> [UInt64] {
    var limbs = BigNumbers.random(count, using: &generator)
    limbs[count - 1] |= top
    return limbs
  }

  @Test(arguments: precisions)
  func reciprocals(precision: Int) throws {
    var generator = CheckGenerator(seed: UInt64(precision))
    for count in [1, precision, precision + 3] {
      let x = Self.fraction(count, top: 1 << 63, using: &generator)
      let y = try arithmetic.reciprocal(x, count, precision: precision).array
      // x·(y − 2) ≤ 2^(64·(precision + count)) ≤ x·(y + 2), and the cut of x adds two units more.
      let one = [UInt64](repeating: 0, count: precision + count) + [1]
      #expect(!BigNumbers.isLess(one, BigNumbers.product(BigNumbers.shifted(y, by: -4), x)))
      #expect(!BigNumbers.isLess(BigNumbers.product(BigNumbers.shifted(y, by: 4), x), one))
    }
  }

  @Test(arguments: precisions)
  func quotients(precision: Int) throws {
    var generator = CheckGenerator(seed: UInt64(precision))
    for _ in 0..<3 {
      let denominator = Self.fraction(precision, top: 1 << 63, using: &generator)
      var numerator = BigNumbers.random(precision, using: &generator)
      numerator[precision - 1] &= .max >> 1
      numerator[0] |= 1 << 20
      let quotient = try arithmetic.quotient(numerator, denominator, precision: precision).array
      let scaled = [UInt64](repeating: 0, count: precision) + numerator
      for (error, isBelow) in [(-4, true), (4, false)]
      where isBelow == false || quotient.dropFirst().contains(where: { $0 != 0 }) {
        let product = BigNumbers.product(
          BigNumbers.shifted(quotient, by: error), denominator)
        #expect(
          isBelow
            ? !BigNumbers.isLess(scaled, product) : !BigNumbers.isLess(product, scaled))
      }
    }
  }

  @Test(arguments: precisions)
  func squareRoots(precision: Int) throws {
    var generator = CheckGenerator(seed: UInt64(precision))
    for count in [1, precision, 2 * precision] {
      let x = Self.fraction(count, top: 1 << 62, using: &generator)
      let root = try arithmetic.squareRoot(x, count, precision: precision).array
      // (root − 4)² ≤ x·2^(64·(2·precision − count)) ≤ (root + 4)².
      let scaled =
        count <= 2 * precision
        ? [UInt64](repeating: 0, count: 2 * precision - count) + x : x
      let low = BigNumbers.shifted(root, by: -4)
      let high = BigNumbers.shifted(root, by: 4)
      #expect(!BigNumbers.isLess(scaled, BigNumbers.product(low, low)))
      #expect(!BigNumbers.isLess(BigNumbers.product(high, high), scaled))
    }
  }

  @Test
  func theEndsOfTheRange() throws {
    let half: [UInt64] = [UInt64](repeating: 0, count: 49) + [1 << 63]
    let almostOne = [UInt64](repeating: .max, count: 50)
    let two = try arithmetic.reciprocal(half, 50, precision: 50).array
    #expect(BigNumbers.isLess(two, [UInt64](repeating: 0, count: 50) + [2]) || two[50] == 2)
    let root = try arithmetic.squareRoot(almostOne, 50, precision: 50).array
    #expect(root.dropFirst().allSatisfy { $0 == .max })
    let quarter: [UInt64] = [UInt64](repeating: 0, count: 49) + [1 << 62]
    let rootOfQuarter = try arithmetic.squareRoot(quarter, 50, precision: 50).array
    let isAbove = rootOfQuarter[49] == 1 << 63 && rootOfQuarter[0] <= 4
    let isBelow = rootOfQuarter[49] == (1 << 63) - 1 && rootOfQuarter[0] >= .max - 4
    #expect(isAbove || isBelow)
  }
}

import Testing

@testable import Kernels

@Suite
struct LimbArithmeticTests {
  @Test(arguments: [UInt64(1), 2, 3])
  func sumsAndDifferencesUndoEachOther(seed: UInt64) {
    var generator = CheckGenerator(seed: seed)
    for count in 1...40 {
      let a = BigNumbers.random(count, using: &generator)
      let b = BigNumbers.random(count, using: &generator)
      var sum = a
      let carry = LimbArithmetic.add(&sum, a, b, count)
      #expect(sum + [carry ? 1 : 0] == BigNumbers.sum(a, b))
      let borrow = LimbArithmetic.subtract(&sum, sum, b, count)
      #expect(sum == a)
      #expect(borrow == carry)
    }
  }

  @Test
  func carriesTravelToTheEnd() {
    var number: [UInt64] = [.max, .max, .max]
    var one: UInt64 = 1
    #expect(LimbArithmetic.add(to: &number, 3, &one, 1))
    #expect(number == [0, 0, 0])
    #expect(LimbArithmetic.subtract(from: &number, 3, &one, 1))
    #expect(number == [.max, .max, .max])
  }

  @Test(arguments: [UInt64(4), 5])
  func shiftsAreProductsWithPowersOfTwo(seed: UInt64) {
    var generator = CheckGenerator(seed: seed)
    for count in 1...20 {
      for bits in 1..<64 {
        let a = BigNumbers.random(count, using: &generator)
        var left = a
        let above = LimbArithmetic.shiftLeft(&left, a, count, bits: bits)
        #expect(left + [above] == BigNumbers.product(a, [1 << UInt64(bits)]))
        let both = left + [above]
        var right = [UInt64](repeating: 7, count: count)
        LimbArithmetic.shiftRight(
          &right, count: count, both, count + 1, from: 0, bits: bits)
        #expect(right == a)
      }
    }
  }

  @Test
  func aShiftFromBeyondTheEndGivesZeros() {
    let a: [UInt64] = [1, 2, 3]
    var result: [UInt64] = [9, 9, 9]
    LimbArithmetic.shiftRight(&result, count: 3, a, 3, from: 2, bits: 0)
    #expect(result == [3, 0, 0])
    LimbArithmetic.shiftRight(&result, count: 3, a, 3, from: 3, bits: 5)
    #expect(result == [0, 0, 0])
  }

  @Test(arguments: [UInt64(6), 7])
  func shortProductsAreTheSchoolbookOnes(seed: UInt64) {
    var generator = CheckGenerator(seed: seed)
    for _ in 0..<150 {
      let a = BigNumbers.random(Int(generator.next() % 200) + 1, using: &generator)
      let b = BigNumbers.random(Int(generator.next() % 200) + 1, using: &generator)
      var product = [UInt64](repeating: 7, count: a.count + b.count)
      let room = 2 * SmallProduct.scratchCount(min(a.count, b.count))
      var scratch = [UInt64](repeating: 7, count: room)
      SmallProduct.multiply(&product, a, a.count, b, b.count, scratch: &scratch)
      #expect(product == BigNumbers.product(a, b), "\(a.count) by \(b.count) limbs")
    }
  }

  @Test(arguments: [UInt64(8), 9])
  func quotientTimesDivisorAndRestAreTheNumber(seed: UInt64) {
    var generator = CheckGenerator(seed: seed)
    for _ in 0..<300 {
      var divisor = BigNumbers.random(Int(generator.next() % 12) + 1, using: &generator)
      divisor[divisor.count - 1] |= 1 << 63
      let extra = Int(generator.next() % 12)
      var number = BigNumbers.random(divisor.count + extra, using: &generator)
      let original = number
      var quotient = [UInt64](repeating: 7, count: extra + 1)
      SchoolbookDivision.divide(&quotient, &number, number.count, by: divisor, divisor.count)
      let rest = Array(number.prefix(divisor.count))
      #expect(BigNumbers.isLess(rest, divisor))
      let product = BigNumbers.product(quotient, divisor)
      let back = BigNumbers.sum(product, rest)
      #expect(Array(back.prefix(original.count)) == original)
      #expect(back.dropFirst(original.count).allSatisfy { $0 == 0 })
    }
  }
}

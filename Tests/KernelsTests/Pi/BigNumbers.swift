@testable import Kernels

/// Slow and obvious arithmetic that the tests compare with, on little-endian arrays of limbs.
enum BigNumbers {
  /// Random limbs; every fourth array has long runs of ones and zeros, where carries travel far.
  static func random(_ count: Int, using generator: inout CheckGenerator) -> [UInt64] {
    let isExtreme = generator.next() % 4 == 0
    return (0..<count).map { _ in
      isExtreme ? (generator.next() & 1 == 0 ? 0 : .max) : generator.next()
    }
  }

  static func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: a.count + b.count)
    for (i, x) in a.enumerated() {
      var carry: UInt64 = 0
      for (j, y) in b.enumerated() {
        let total = UInt128(x) * UInt128(y) + UInt128(result[i + j]) + UInt128(carry)
        result[i + j] = UInt64(truncatingIfNeeded: total)
        carry = UInt64(truncatingIfNeeded: total >> 64)
      }
      result[i + b.count] = carry
    }
    return result
  }

  static func sum(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var carry: UInt64 = 0
    var result: [UInt64] = []
    for i in 0..<max(a.count, b.count) {
      let total =
        UInt128(i < a.count ? a[i] : 0) + UInt128(i < b.count ? b[i] : 0) + UInt128(carry)
      result.append(UInt64(truncatingIfNeeded: total))
      carry = UInt64(truncatingIfNeeded: total >> 64)
    }
    return result + [carry]
  }

  /// Whether a < b.
  static func isLess(_ a: [UInt64], _ b: [UInt64]) -> Bool {
    for i in (0..<max(a.count, b.count)).reversed() {
      let (x, y) = (i < a.count ? a[i] : 0, i < b.count ? b[i] : 0)
      if x != y { return x < y }
    }
    return false
  }

  /// a + small, or a − small if that is negative; the result must be a number.
  static func shifted(_ a: [UInt64], by small: Int) -> [UInt64] {
    if small >= 0 { return sum(a, [UInt64(small)]) }
    var result = a
    var borrow = UInt64(-small)
    for i in result.indices where borrow > 0 {
      let (difference, overflow) = result[i].subtractingReportingOverflow(borrow)
      result[i] = difference
      borrow = overflow ? 1 : 0
    }
    precondition(borrow == 0, "a negative number")
    return result
  }

  /// Decimal digits of a fraction, one word of 19 after the other, at full length.
  static func words(_ fraction: [UInt64], _ count: Int) -> [UInt64] {
    var rest = fraction
    return (0..<count).map { _ in
      let product = product(rest, [10_000_000_000_000_000_000])
      rest = Array(product.dropLast())
      return product[product.count - 1]
    }
  }
}

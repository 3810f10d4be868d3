/// Products of numbers that are too short for a transform: schoolbook, and Karatsuba above.
///
/// Karatsuba and Ofman (1962): three half-size products instead of four, O(n^1.585).
enum SmallProduct {
  typealias Source = LimbArithmetic.Source
  typealias Target = LimbArithmetic.Target

  /// From so many limbs on Karatsuba is faster; measured with AVX2 off.
  static let karatsubaThreshold = 28

  /// Limbs of scratch that `multiply` needs for operands of up to `count` limbs each.
  static func scratchCount(_ count: Int) -> Int { 4 * count + 128 }

  /// product[0 ..< aCount + bCount] = a · b; overlaps neither operand.
  static func multiply(
    _ product: Target, _ a: Source, _ aCount: Int, _ b: Source, _ bCount: Int, scratch: Target
  ) {
    if aCount < bCount {
      return multiply(product, b, bCount, a, aCount, scratch: scratch)
    }
    if bCount < karatsubaThreshold {
      return Schoolbook.multiply(product, a, aCount, b, bCount)
    }
    if aCount == bCount {
      return karatsuba(product, a, b, aCount, scratch)
    }
    // Pieces of a as long as b; the last one is shorter.
    let part = scratch
    let rest = scratch + 2 * bCount
    product.update(repeating: 0, count: aCount + bCount)
    var start = 0
    while start < aCount {
      let count = min(bCount, aCount - start)
      multiply(part, a + start, count, b, bCount, scratch: rest)
      _ = LimbArithmetic.add(
        to: product + start, aCount + bCount - start, part, count + bCount)
      start += count
    }
  }

  /// a · b = h·2^(2w) + (h + l − (a1 − a0)(b1 − b0))·2^w + l with w of `half` limbs.
  private static func karatsuba(
    _ product: Target, _ a: Source, _ b: Source, _ count: Int, _ scratch: Target
  ) {
    if count < karatsubaThreshold { return Schoolbook.multiply(product, a, count, b, count) }
    let half = (count + 1) / 2
    let upper = count - half
    let middle = scratch
    let rest = scratch + 2 * half + 1
    // The differences live in the product until it is written.
    let aNegative = difference(product, a + half, upper, a, half)
    let bNegative = difference(product + half, b + half, upper, b, half)
    karatsuba(middle, product, product + half, half, rest)
    karatsuba(product, a, b, half, rest)
    multiply(product + 2 * half, a + half, upper, b + half, upper, scratch: rest)
    // rest = h + l, then ∓ middle.
    rest.update(from: product, count: 2 * half)
    let carry = LimbArithmetic.add(to: rest, 2 * half, product + 2 * half, 2 * upper)
    rest[2 * half] = carry ? 1 : 0
    middle[2 * half] = 0
    if aNegative == bNegative {
      _ = LimbArithmetic.subtract(from: rest, 2 * half + 1, middle, 2 * half)
    } else {
      _ = LimbArithmetic.add(to: rest, 2 * half + 1, middle, 2 * half)
    }
    let room = 2 * count - half
    let used = min(2 * half + 1, room)
    _ = LimbArithmetic.add(to: product + half, room, rest, used)
  }

  /// result = |high − low| of `count` limbs; whether it was negative.
  private static func difference(
    _ result: Target, _ high: Source, _ highCount: Int, _ low: Source, _ count: Int
  ) -> Bool {
    result.update(from: high, count: highCount)
    (result + highCount).update(repeating: 0, count: count - highCount)
    if LimbArithmetic.compare(result, low, count) >= 0 {
      _ = LimbArithmetic.subtract(result, result, low, count)
      return false
    }
    _ = LimbArithmetic.subtract(result, low, result, count)
    return true
  }
}

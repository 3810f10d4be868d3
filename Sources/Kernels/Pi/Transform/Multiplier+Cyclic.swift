/// Products modulo 2^(64·n) − 1, whose wrapping around saves half of the work where the upper or
/// the lower half of a product is known.
///
/// As 2^2h − 1 = (2^h − 1)·(2^h + 1), a product is computed modulo both factors: modulo 2^h + 1 by
/// one transform, which wraps around that way by itself, and modulo 2^h − 1 likewise in halves,
/// down to a short one. From the remainders m and p the product is (m + p + 2^h·(m − p)) / 2, and
/// halving modulo an odd 2^2h − 1 is a rotation by one bit.
extension Multiplier {
  /// Shorter products are computed whole and folded.
  private static let leastCyclic = 512
  /// How often a modulus is split at most: the last part costs twice its length.
  private static let splits = 4

  /// The smallest length in limbs, not below `minimum`, that `multiplyCyclic` is best for. It takes
  /// any length, but may compute the whole product for others.
  func cyclicLength(atLeast minimum: Int) -> Int {
    guard minimum >= Self.leastCyclic,
      let plan = TransformPlan.cheapestNegacyclic(
        limbs: (minimum + 1) / 2, least: true, width: convolver.width)
    else { return max(minimum, 1) }
    return 4 * plan.halfLimbs
  }

  /// product[0 ..< length] = a · b mod 2^(64·length) − 1, for operands of up to `length` limbs. The
  /// result may be 2^(64·length) − 1 in place of 0. The product overlaps neither operand.
  func multiplyCyclic(
    _ product: UnsafeMutablePointer<UInt64>, length: Int, _ a: UnsafePointer<UInt64>, _ aCount: Int,
    _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) throws(PageBuffer.OutOfMemory) {
    precondition(aCount <= length && bCount <= length, "an operand longer than the modulus")
    // Room for both operands modulo 2^h − 1 and 2^h + 1, for h, h/2, … limbs, and a remainder.
    let space = try convolver.workspace.limbs(.reduced, 6 * length)
    if try !cyclic(product, length, a, aCount, b, bCount, space: space, splits: Self.splits) {
      try folded(product, length, a, aCount, b, bCount)
    }
  }

  /// A cyclic product; false where digits are too great or the length does not suit.
  private func cyclic(
    _ product: UnsafeMutablePointer<UInt64>, _ length: Int, _ a: UnsafePointer<UInt64>,
    _ aCount: Int, _ b: UnsafePointer<UInt64>, _ bCount: Int,
    space: UnsafeMutablePointer<UInt64>, splits: Int
  ) throws(PageBuffer.OutOfMemory) -> Bool {
    // A product that does not wrap around, or hardly, is better computed whole.
    guard splits > 0, length >= Self.leastCyclic, length % 2 == 0,
      aCount + bCount > length / 8 * 9,
      let plan = TransformPlan.cheapestNegacyclic(
        limbs: length / 2, least: false, width: convolver.width)
    else {
      try folded(product, length, a, aCount, b, bCount)
      return true
    }
    let half = length / 2
    let layout = try convolver.layout(plan)
    let isSquare = a == b && aCount == bCount
    let (low, high, next) = (space, space + half, space + 2 * half)
    // The remainders modulo 2^h + 1, whose product goes to the upper half of the result.
    let sum = product + half
    let aTop = remainderPlus(low, half, a, aCount)
    let bTop = isSquare ? aTop : remainderPlus(high, half, b, bCount)
    guard
      let top = try negacyclic(
        sum, layout, (low, aTop), (isSquare ? low : high, bTop))
    else { return false }
    // The remainders modulo 2^h − 1, whose product goes to the lower half.
    remainderMinus(low, half, a, aCount)
    if !isSquare { remainderMinus(high, half, b, bCount) }
    guard
      try cyclic(
        product, half, low, half, isSquare ? low : high, half, space: next, splits: splits - 1)
    else { return false }
    combine(product, half, top: top)
    return true
  }

  /// A product modulo 2^(64·n) + 1 of two numbers, each as limbs and as a 1 above them if it is
  /// 2^(64·n); likewise the 1 of the product. nil where digits are too great.
  private func negacyclic(
    _ product: UnsafeMutablePointer<UInt64>, _ layout: TransformLayout,
    _ a: (limbs: UnsafeMutablePointer<UInt64>, top: UInt64),
    _ b: (limbs: UnsafeMutablePointer<UInt64>, top: UInt64)
  ) throws(PageBuffer.OutOfMemory) -> UInt64? {
    let count = 2 * layout.plan.halfLimbs
    let first = try convolver.workspace.doubles(.first, bytes: layout.dataBytes)
    let firstSquares = try convolver.load(
      layout, a.limbs, count, minusOne: a.top == 1, to: first)
    var second = first
    var secondSquares = firstSquares
    if a.limbs != b.limbs {
      second = try convolver.workspace.doubles(.second, bytes: layout.dataBytes)
      secondSquares = try convolver.load(
        layout, b.limbs, count, minusOne: b.top == 1, to: second)
    }
    guard layout.isExact(firstSquares, secondSquares) else { return nil }
    convolver.multiplyRows(layout, first, second, isTransformed: false)
    var carry = try convolver.store(layout, first, product: product, limbs: count)
    // 2^(64·n) is −1: what leaves at the top is subtracted at the bottom, until nothing leaves.
    while carry != 0 {
      let isMinusOne = carry == 1 && product.isZero(count: count)
      if isMinusOne { return 1 }
      carry = DigitConversion.add(-carry, to: product, count: count)
    }
    return 0
  }

  /// a · b computed whole, the upper part added to the lower one.
  private func folded(
    _ product: UnsafeMutablePointer<UInt64>, _ length: Int, _ a: UnsafePointer<UInt64>,
    _ aCount: Int, _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) throws(PageBuffer.OutOfMemory) {
    let count = aCount + bCount
    let whole = try convolver.workspace.limbs(.folded, max(count, 1))
    try multiply(whole, a, aCount, b, bCount)
    remainderMinus(product, length, whole, count)
  }

  /// remainder = a mod 2^(64·count) − 1, where a has at most 2·count limbs.
  private func remainderMinus(
    _ remainder: UnsafeMutablePointer<UInt64>, _ count: Int, _ a: UnsafePointer<UInt64>,
    _ aCount: Int
  ) {
    let low = min(aCount, count)
    let high = aCount - low
    var carry = passes.add(remainder, a, a + low, high)
    passes.copy(remainder + high, a + high, low - high)
    passes.clear(remainder + low, count - low)
    carry = Limbs.increment(remainder + high, by: carry, count: count - high)
    // A carry leaves a number below 2^(64·count) − 1, so that none leaves the next sum.
    Limbs.increment(remainder, by: carry, count: count)
  }

  /// remainder = a mod 2^(64·count) + 1, and the 1 above it where it is 2^(64·count).
  private func remainderPlus(
    _ remainder: UnsafeMutablePointer<UInt64>, _ count: Int, _ a: UnsafePointer<UInt64>,
    _ aCount: Int
  ) -> UInt64 {
    let low = min(aCount, count)
    let high = aCount - low
    var borrow = passes.subtract(remainder, a, a + low, high)
    passes.copy(remainder + high, a + high, low - high)
    passes.clear(remainder + low, count - low)
    borrow = Limbs.decrement(remainder + high, by: borrow, count: count - high)
    // The modulus is added where the difference is negative: 2^(64·count) has been by the borrow.
    return Limbs.increment(remainder, by: borrow, count: count)
  }

  /// From the remainders m modulo 2^h − 1, in the lower h bits, and p = top·2^h + the upper h bits,
  /// to the number modulo 2^2h − 1.
  private func combine(
    _ product: UnsafeMutablePointer<UInt64>, _ half: Int, top: UInt64
  ) {
    // m + p below and m − p above, in one pass.
    let (carry, borrow) = passes.sumAndDifference(product, product + half, half)
    // top·2^h enters the sum at 2^h and leaves the difference at 2^2h = 1, as the borrow does; the
    // carry of the sum enters at 2^h.
    var around = Int64(Limbs.increment(product + half, by: carry + top, count: half))
    around -= Int64(borrow + top)
    while around != 0 { around = DigitConversion.add(around, to: product, count: 2 * half) }
    // Half of it: the lowest bit goes to the top.
    passes.halve(product, 2 * half, top: product[0])
  }
}

extension UnsafeMutablePointer where Pointee == UInt64 {
  /// Whether the first `count` limbs are 0.
  func isZero(count: Int) -> Bool { (0..<count).allSatisfy { self[$0] == 0 } }
}

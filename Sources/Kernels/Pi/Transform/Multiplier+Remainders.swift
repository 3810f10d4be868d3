/// From numbers to their remainders modulo 2^h − 1 and 2^h + 1, and back.
extension Multiplier {
  /// A number's remainder modulo 2^(64·count) − 1, in `space` unless it is the number itself, which
  /// may be 2^(64·count) − 1 in place of 0.
  func lowerRemainder(
    _ count: Int, _ a: UnsafePointer<UInt64>, _ aCount: Int, space: UnsafeMutablePointer<UInt64>
  ) -> (limbs: UnsafePointer<UInt64>, count: Int) {
    if aCount <= count { return (a, aCount) }
    remainderMinus(space, count, a, aCount)
    return (UnsafePointer(space), count)
  }

  /// Takes the remainder of a number modulo 2^h + 1, for the h of the layout, through the outer
  /// layers into `data`; the sum of the squares of its digits. `space` has room for the remainder,
  /// which a number shorter than that is itself.
  func loadUpper(
    _ layout: TransformLayout, _ a: UnsafePointer<UInt64>, _ aCount: Int,
    space: UnsafeMutablePointer<UInt64>, to data: UnsafeMutablePointer<Double>
  ) throws(PageBuffer.OutOfMemory) -> Double {
    let count = 2 * layout.plan.halfLimbs
    if aCount <= count { return try convolver.load(layout, a, aCount, to: data) }
    let top = remainderPlus(space, count, a, aCount)
    return try convolver.load(layout, space, count, minusOne: top == 1, to: data)
  }

  /// remainder = a mod 2^(64·count) − 1, where a has at most 2·count limbs.
  func remainderMinus(
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
  func remainderPlus(
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
  func combine(
    _ product: UnsafeMutablePointer<UInt64>, _ half: Int, top: UInt64
  ) {
    // (m + p) / 2 below and (m − p) / 2 above, without what goes from one to the other.
    let (carry, borrow) = passes.halveSumAndDifference(product, product + half, half)
    // The carry and top·2^h enter the sum at 2^h; the borrow and top·2^h leave the difference at
    // 2^2h = 1. Half of one limb's lowest bit is the highest of the limb below.
    var around: Int64 = 0
    let (entering, leaving) = (carry + top, borrow + top)
    if entering % 2 == 1 {
      around += Int64(Limbs.increment(product + (half - 1), by: 1 << 63, count: half + 1))
    }
    around += Int64(Limbs.increment(product + half, by: entering / 2, count: half))
    if leaving % 2 == 1 {
      around -= Int64(Limbs.decrement(product + (2 * half - 1), by: 1 << 63, count: 1))
    }
    around -= Int64(leaving / 2)
    while around != 0 { around = DigitConversion.add(around, to: product, count: 2 * half) }
  }
}

extension UnsafeMutablePointer where Pointee == UInt64 {
  /// Whether the first `count` limbs are all that one.
  func isFilled(with limb: UInt64, count: Int) -> Bool {
    (0..<count).allSatisfy { self[$0] == limb }
  }
}

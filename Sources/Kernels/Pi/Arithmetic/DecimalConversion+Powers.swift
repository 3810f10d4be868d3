extension DecimalConversion {
  /// The powers of ten that a conversion multiplies with: 10^(19·unit·2^level).
  ///
  /// Only the powers of five are kept, since those of two are shifts.
  final class Powers {
    private let unit: Int
    private var fives: [Power] = []

    /// 5^(19·unit·2^level).
    private final class Power {
      let limbs: Natural
      init(_ limbs: consuming Natural) { self.limbs = limbs }
    }

    /// The powers that parts of up to `wordCount` words need.
    init(
      unit: Int, below wordCount: Int, _ arithmetic: BigArithmetic
    ) throws(PageBuffer.OutOfMemory) {
      self.unit = unit
      guard unit < wordCount else { return }
      fives.append(Power(try Self.power(19 * unit, arithmetic)))
      while unit << fives.count < wordCount {
        let last = fives[fives.count - 1]
        fives.append(Power(try arithmetic.product(last.limbs, last.limbs)))
      }
    }

    /// 5^exponent, one factor of 5^27 after the other; for short ones.
    private static func power(
      _ exponent: Int, _ arithmetic: BigArithmetic
    ) throws(PageBuffer.OutOfMemory) -> Natural {
      // 27 is the most fives that a limb holds.
      var result = try arithmetic.limbs(exponent / 27 + 1)
      result.base[0] = 1
      result.count = 1
      var rest = exponent
      while rest > 0 {
        let factor = (0..<min(rest, 27)).reduce(UInt64(1)) { product, _ in product * 5 }
        let carry = LimbArithmetic.multiply(result.base, result.base, result.count, by: factor)
        if carry != 0 {
          result.base[result.count] = carry
          result.count += 1
        }
        rest -= 27
      }
      return result
    }

    /// result[0 ..< resultCount] = the upper limbs of the fraction of f · 10^(19·unit·2^level).
    ///
    /// False if a carry may have reached them from below. The product wraps around: what it loses
    /// at the top falls on limbs at the bottom that are cut off.
    func fraction(
      of f: UnsafePointer<UInt64>, _ count: Int, timesPower level: Int,
      into result: UnsafeMutablePointer<UInt64>, _ resultCount: Int, _ arithmetic: BigArithmetic
    ) throws(PageBuffer.OutOfMemory) -> Bool {
      let five = fives[level]
      let exponent = DecimalConversion.digitsPerWord * unit << level
      // The point stands at this bit of f · 5^exponent, as 10^e = 5^e · 2^e.
      let point = 64 * count - exponent
      let start = point - 64 * resultCount
      let whole = count + five.limbs.count
      precondition(start >= 0, "a part with fewer limbs than its words need")
      let bottom = start / 64
      // One limb is left between the garbage and the result, to catch its carry.
      let length = arithmetic.multiplier.cyclicLength(
        atLeast: max(whole - max(bottom - 1, 0), count))
      if length < whole, bottom > 0 {
        let product = try arithmetic.limbs(length + 1)
        try arithmetic.multiplier.multiplyCyclic(
          product.base, length: length, f, count, five.limbs.base, five.limbs.count)
        guard product.base[bottom - 1] != 0 else { return false }
        product.base[length] = 0
        arithmetic.passes.shiftDown(
          result, product.base + bottom, resultCount, bits: start % 64)
        return true
      }
      let product = try arithmetic.product(
        f, count, five.limbs.base, five.limbs.count, extra: 1)
      product.base[whole] = 0
      arithmetic.passes.shiftDown(result, product.base + bottom, resultCount, bits: start % 64)
      return true
    }
  }
}

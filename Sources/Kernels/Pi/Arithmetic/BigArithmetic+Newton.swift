/// Reciprocals, quotients and square roots of fractions, by Newton's iteration.
///
/// A *fraction* of n limbs is a number F for F / 2^(64n) in [0, 1). Each step doubles the precision
/// less one limb, so that the error of every intermediate result is a unit or two of its last limb:
/// the square of an error of 2^2 units is below a unit after one limb is dropped. The products
/// wrap around: where the upper part of a product is known, the cyclic convolution modulo
/// 2^(64L) − 1 needs to be only as long as the rest (Bernstein, Removing redundancy in
/// high-precision Newton iteration, 2004; Brent and Zimmermann, Modern Computer Arithmetic, 3.5).
extension BigArithmetic {
  typealias Failure = PageBuffer.OutOfMemory
  typealias Source = LimbArithmetic.Source
  typealias Target = LimbArithmetic.Target

  /// Precisions in limbs up to which the schoolbook starts an iteration.
  static let newtonStart = 16

  /// A result to `precision` limbs starts from one of this many, which is less.
  static func startingPrecision(for precision: Int) -> Int { precision / 2 + 1 }

  /// 1/x to `precision` limbs behind the point and one before it, within 2 units of the last, for
  /// a fraction x in [1/2, 1) of `count` limbs. O(M(n)).
  func reciprocal(_ x: Source, _ count: Int, precision: Int) throws(Failure) -> Natural {
    if precision <= Self.newtonStart {
      return try schoolbookReciprocal(x, count, precision: precision)
    }
    let known = Self.startingPrecision(for: precision)
    let start = try reciprocal(x, count, precision: known)
    return try refineReciprocal(try prepared(start, known), of: x, count, precision: precision)
  }

  /// numerator / denominator to `precision` limbs, within 4 units of the last.
  ///
  /// Both are fractions of `precision` limbs, the numerator is the smaller one and the denominator
  /// is in [1/2, 1). The last step is Karp and Markstein's (doi:10.1145/279232.279237): it corrects
  /// the quotient and not the reciprocal.
  func quotient(
    _ numerator: Source, _ denominator: Source, precision: Int
  ) throws(Failure) -> Natural {
    let known = Self.startingPrecision(for: precision)
    guard precision > Self.newtonStart else {
      return try schoolbookQuotient(numerator, denominator, precision: precision)
    }
    let inverse = try reciprocal(denominator, precision, precision: known)
    let factor = try prepared(inverse, known)
    var result = try limbs(precision)
    do {
      // The quotient to half its precision.
      let whole = try limbs(factor.transformed.room(forProductOf: 2 * known + 1))
      try multiplier.multiply(
        whole.base, room: whole.capacity, factor.transformed, numerator + (precision - known),
        known)
      passes.clear(result.base, precision - known)
      let top = result.base + (precision - known)
      passes.copy(top, whole.base + known, known)
      if whole.base[2 * known] != 0 { top.update(repeating: .max, count: known) }
    }
    let length = multiplier.cyclicLength(atLeast: precision + 2)
    let residue = try limbs(length)
    // numerator·2^(64·known) − quotient·denominator, of about `precision` limbs.
    let isNegative = try subtractProduct(
      residue.base, from: numerator, precision, at: known, result.base + (precision - known), known,
      denominator, precision, length: length)
    try correct(
      result.base, precision, by: residue.base + known, precision - known + 1, times: factor,
      dropping: known, extraBits: 0, isNegative: isNegative)
    result.count = precision
    return result
  }

  /// √x to `precision` limbs, within 4 units of the last, for a fraction x in [1/4, 1) of `count`
  /// limbs. O(M(n)).
  ///
  /// Two coupled iterations: s for the root, s ← s + y·(x − s²)/2, and y for its reciprocal,
  /// y ← y + y·(1 − y·s). The last two steps have the same y, of a third of the precision: each
  /// adds as many limbs as y has, and the transform of y serves both.
  func squareRoot(_ x: Source, _ count: Int, precision: Int) throws(Failure) -> Natural {
    guard precision > Self.newtonStart else {
      return try schoolbookRoot(x, count, precision: precision)
    }
    // Steps of k limbs that overlap by one: 3k − 2 limbs.
    let known = (precision + 4) / 3
    let start = try rootAndReciprocal(x, count, precision: known)
    let root = try limbs(precision)
    let end = root.base + precision
    passes.copy(end - known, start.left.base, known)
    let factor = try prepared(start.right, known)
    try extendRoot(endingAt: end, known, by: factor, of: x, count, precision: 2 * known - 1)
    try extendRoot(
      endingAt: end, 2 * known - 1, by: factor, of: x, count, precision: precision)
    return root
  }

  /// √x and 1/√x to `precision` limbs.
  private func rootAndReciprocal(
    _ x: Source, _ count: Int, precision: Int
  ) throws(Failure) -> Pair<Natural, Natural> {
    if precision <= Self.newtonStart {
      let root = try schoolbookRoot(x, count, precision: precision)
      return Pair(
        try schoolbookReciprocal(root.base, precision, precision: precision), after: root)
    }
    let known = Self.startingPrecision(for: precision)
    let start = try rootAndReciprocal(x, count, precision: known)
    let root = try limbs(precision)
    let end = root.base + precision
    passes.copy(end - known, start.left.base, known)
    let factor = try prepared(start.right, known)
    try extendRoot(endingAt: end, known, by: factor, of: x, count, precision: precision)
    return Pair(
      try refineReciprocal(factor, of: root.base, precision, precision: precision), after: root)
  }

  /// A reciprocal of `known` limbs behind the point and one before it, prepared for products with
  /// residues of as many limbs.
  private func prepared(
    _ inverse: consuming Natural, _ known: Int
  ) throws(Failure) -> Factor {
    Factor(
      known: known, transformed: try multiplier.transform(inverse, forProductOf: 2 * known + 2))
  }

  /// A reciprocal that takes part in several corrections.
  private struct Factor {
    /// Its limbs behind the point.
    let known: Int
    /// Those and the one before it.
    let transformed: Multiplier.Transformed
  }

  /// s + y·(x − s²)/2 to `precision` limbs, from s and y: in an array in which the `known` limbs of
  /// s end at `end` and new ones have room below them.
  private func extendRoot(
    endingAt end: Target, _ known: Int, by inverse: Factor, of x: Source, _ count: Int,
    precision: Int
  ) throws(Failure) {
    let root = end - known
    precondition(precision < known + inverse.known, "a step beyond what is known")
    let double = 2 * known
    let used = min(count, double)
    let length = multiplier.cyclicLength(atLeast: known + 2)
    let residue = try limbs(length)
    // x − s² of about `known` limbs, in units of 2^(−64·2·known).
    let isNegative = try subtractProduct(
      residue.base, from: x + (count - used), used, at: double - used, root, known, root,
      known, length: length)
    let result = end - precision
    passes.clear(result, precision - known)
    // Limbs below 2^(−64·(precision + 1)) do not matter.
    let dropped = max(double - precision - 1, 0)
    try correct(
      result, precision, by: residue.base + dropped, known + 1 - dropped, times: inverse,
      dropping: inverse.known + double - precision - dropped, extraBits: 1,
      isNegative: isNegative)
  }

  /// y + y·(1 − y·x) to `precision` limbs and one before the point.
  private func refineReciprocal(
    _ factor: Factor, of x: Source, _ count: Int, precision: Int
  ) throws(Failure) -> Natural {
    let (known, inverse) = (factor.known, factor.transformed.base)
    let used = min(count, precision)
    let length = multiplier.cyclicLength(atLeast: precision + 2)
    let residue = try limbs(length)
    var one: UInt64 = 1
    // 1 − y·x of about `used` limbs, in units of 2^(−64·(known + used)).
    let isNegative = try subtractProduct(
      residue.base, from: &one, 1, at: known + used, inverse, known + 1,
      x + (count - used), used, length: length)
    var result = try limbs(precision + 1)
    passes.clear(result.base, precision - known)
    passes.copy(result.base + (precision - known), inverse, known + 1)
    // The residue's limbs below 2^(−64·precision) do not matter.
    let dropped = max(known + used - precision, 0)
    try correct(
      result.base, precision + 1, by: residue.base + dropped, used + 1 - dropped, times: factor,
      dropping: 2 * known + used - precision - dropped, extraBits: 0, isNegative: isNegative)
    result.count = precision + 1
    return result
  }

  /// residue[0 ..< length] = |minuend·2^(64·offset) − a·b|, which is known to be shorter than half
  /// of that; whether the difference is negative.
  private func subtractProduct(
    _ residue: Target, from minuend: Source, _ minuendCount: Int, at offset: Int, _ a: Source,
    _ aCount: Int, _ b: Source, _ bCount: Int, length: Int
  ) throws(Failure) -> Bool {
    try multiplier.multiplyCyclic(residue, length: length, a, aCount, b, bCount)
    // product − minuend modulo 2^(64·length) − 1, where a borrow out of the top comes in again at
    // the bottom.
    var start = 0
    while start < minuendCount {
      let position = (offset + start) % length
      let count = min(minuendCount - start, length - position)
      var borrow =
        passes.subtract(residue + position, residue + position, minuend + start, count) != 0
      borrow = LimbArithmetic.propagate(
        borrow: borrow, residue + position + count, length - position - count)
      while borrow { borrow = LimbArithmetic.propagate(borrow: true, residue, length) }
      start += count
    }
    // Now residue = −difference: a set highest bit means that the difference is positive.
    let isPositive = residue[length - 1] >> 63 == 1
    if isPositive { passes.complement(residue, length) }
    return !isPositive
  }

  /// number ± (a · factor) · 2^−(64·dropped + extraBits), where the product is shorter than the
  /// number.
  private func correct(
    _ number: Target, _ count: Int, by a: Source, _ aCount: Int, times factor: Factor,
    dropping dropped: Int, extraBits: Int, isNegative: Bool
  ) throws(Failure) {
    let whole = aCount + factor.transformed.count
    let product = try limbs(max(factor.transformed.room(forProductOf: whole), whole + 1))
    try multiplier.multiply(
      product.base, room: product.capacity, factor.transformed, a, aCount)
    product.base[whole] = 0
    let used = min(whole - dropped, count)
    let addend = product.base + dropped
    // A result may leave its range by its error; the nearest number in range is as good.
    if isNegative {
      let borrow = passes.subtract(number, number, addend, used, bits: extraBits) != 0
      if LimbArithmetic.propagate(borrow: borrow, number + used, count - used) {
        number.update(repeating: 0, count: count)
      }
    } else {
      let carry = passes.add(number, number, addend, used, bits: extraBits) != 0
      if LimbArithmetic.propagate(carry: carry, number + used, count - used) {
        number.update(repeating: .max, count: count)
      }
    }
  }
}

/// Pi by the series of the Chudnovsky brothers (1988), summed by binary splitting:
///
///     1/π = 12 · Σ (−1)^k · (6k)! · (13591409 + 545140134·k) / ((3k)! · k!³ · 640320^(3k + 3/2))
///
/// For terms a ≤ k < b, with p(k) = (6k−5)(2k−1)(6k−1) and q(k) = k³·640320³/24, the integers
/// P = Πp, Q = Πq and T/Q the sum relative to the term before a; two neighbours combine to
///
///     P = P₁P₂,  Q = Q₁Q₂,  T = T₁Q₂ ± P₁T₂
///
/// with the sign (−1)^(number of terms on the left), so that all three stay positive. At the end
/// π = 426880·√10005 · Q / T.
///
/// Error: P, Q and T are exact. Cutting Q and T to the precision, the quotient, the root and their
/// product are wrong by less than 64 units of the last limb together.
struct Chudnovsky {
  /// What the arithmetic is done with.
  let arithmetic: BigArithmetic
  /// Limbs behind the point.
  let precision: Int

  /// Bits that a term adds: log2(640320³ / 1728).
  private static let bitsPerTerm = 47.110413

  /// The terms that so many limbs need.
  static func terms(precision: Int) -> Int {
    Int((Double(precision) * 64 / bitsPerTerm).rounded(.up)) + 1
  }

  /// The fraction of pi. `progress` hears how many of the terms have been summed.
  func compute(
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws(PageBuffer.OutOfMemory) -> PiFraction {
    let terms = Self.terms(precision: precision)
    progress(0, terms)
    let sum = try sum(terms)
    progress(terms, terms)
    return PiFraction(limbs: try finish(sum.part), errorBits: 8, iterations: terms)
  }

  /// P, Q and T of some terms; P is empty where nobody needs it.
  struct Part: ~Copyable {
    var p: Natural
    var q: Natural
    var t: Natural
  }

  /// P, Q and T of the terms first ..< end, one half after the other.
  func split(
    _ first: Int, _ end: Int, needsP: Bool, _ arithmetic: BigArithmetic
  ) throws(PageBuffer.OutOfMemory) -> Part {
    if end - first <= Self.leafTerms {
      return try Self.leaf(first, end, arithmetic.pool)
    }
    let middle = first + (end - first) / 2
    let left = try split(first, middle, needsP: true, arithmetic)
    let right = try split(middle, end, needsP: needsP, arithmetic)
    return try merge(left, right, leftCount: middle - first, needsP: needsP, arithmetic)
  }

  /// P, Q and T of neighbours, the left one of `leftCount` terms.
  func merge(
    _ left: borrowing Part, _ right: borrowing Part, leftCount: Int, needsP: Bool,
    _ arithmetic: BigArithmetic
  ) throws(PageBuffer.OutOfMemory) -> Part {
    let q = try arithmetic.product(left.q, right.q)
    let addend = try arithmetic.product(left.p, right.t)
    var t = try arithmetic.product(
      left.t.base, left.t.count, right.q.base, right.q.count, extra: 1)
    t.count += 1
    t.base[t.count - 1] = 0
    let passes = arithmetic.passes
    if leftCount.isMultiple(of: 2) {
      let carry = passes.add(t.base, t.base, addend.base, addend.count)
      Limbs.increment(t.base + addend.count, by: carry, count: t.count - addend.count)
    } else {
      let borrow = passes.subtract(t.base, t.base, addend.base, addend.count)
      Limbs.decrement(t.base + addend.count, by: borrow, count: t.count - addend.count)
    }
    t.normalise()
    let p = needsP ? try arithmetic.product(left.p, right.p) : try arithmetic.limbs(0)
    return Part(p: p, q: q, t: t)
  }

  /// π − 3 from the sum of all terms.
  private func finish(_ sum: borrowing Part) throws(PageBuffer.OutOfMemory) -> Natural {
    // Both as fractions in [1/2, 1); π is their quotient times the constants times a power of two.
    let numerator = try normalised(sum.q)
    let denominator = try normalised(sum.t)
    // The quotient must be below one, so the numerator is halved.
    arithmetic.passes.halve(numerator.limbs.base, precision, top: 0)
    let exponent = numerator.exponent + 1 - denominator.exponent
    let ratio = try arithmetic.quotient(
      numerator.limbs.base, denominator.limbs.base, precision: precision)
    var radicand = UInt64(10005) << 50
    let root = try arithmetic.squareRoot(&radicand, 1, precision: precision)
    let product = try arithmetic.product(
      ratio.base, precision, root.base, precision, extra: 1)
    let upper = product.base + precision
    // √10005 = √(10005/2^14)·2^7.
    upper[precision] = LimbArithmetic.multiply(upper, upper, precision, by: 426880)
    return try withoutInteger(upper, exponent: exponent + 7)
  }

  /// The upper limbs of a number as a fraction in [1/2, 1), and the power of two that makes them
  /// the number again.
  private func normalised(
    _ number: borrowing Natural
  ) throws(PageBuffer.OutOfMemory) -> Scaled {
    let zeros = number.base[number.count - 1].leadingZeroBitCount
    let result = try arithmetic.limbs(precision)
    let passes = arithmetic.passes
    let missing = max(precision + 1 - number.count, 0)
    if missing > 0 {
      passes.clear(result.base, missing - 1)
      result.base[missing - 1] = number.base[0] << UInt64(zeros)
    }
    // Each limb has bits of two, the lowest also of the one below those that are taken whole.
    let (target, count) = (result.base + missing, precision - missing)
    let source = number.base + (number.count - 1 - count)
    if zeros > 0 {
      passes.shiftDown(target, source, count, bits: 64 - zeros)
    } else {
      passes.copy(target, source + 1, count)
    }
    return Scaled(limbs: result, exponent: 64 * number.count - zeros)
  }

  /// The fraction of (upper / 2^(64·precision))·2^exponent, which is pi.
  private func withoutInteger(
    _ upper: UnsafeMutablePointer<UInt64>, exponent: Int
  ) throws(PageBuffer.OutOfMemory) -> Natural {
    precondition((-63...0).contains(exponent), "a quotient of another size than pi's")
    precondition(upper[precision] >> UInt64(-exponent) == 3, "a pi that does not begin with 3")
    var fraction = try arithmetic.limbs(precision)
    arithmetic.passes.shiftDown(fraction.base, upper, precision, bits: -exponent)
    fraction.count = precision
    return fraction
  }

  /// A fraction and the power of two that it is to be multiplied with.
  private struct Scaled: ~Copyable {
    let limbs: Natural
    let exponent: Int
  }
}

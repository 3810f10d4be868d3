#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The length of a transform and its digits, and the proof that the product is exact.
///
/// A product of numbers with digits a and b in base 2^bits has the coefficients c = a ∗ b, integers.
/// They come out of a transform in double precision, and rounding them to the nearest integers gives
/// exactly c if every error is below 1/2. With u = 2^−53, ‖·‖ the Euclidean norm, M the number of
/// leaves (the polynomials, of `width` coefficients, that all layers end with):
///
/// 1. A complex product by a root errs by at most √5·u relatively (R. P. Brent, C. Percival,
///    P. Zimmermann, 2007, doi:10.1090/S0025-5718-07-01931-X; less with fused operations), and a
///    root by 0.75·u (`RootTables`): together below 2.99·u. An addition errs by u.
/// 2. So a forward layer of radix 4, one product and two additions deep, multiplies by 2 a vector's
///    norm and errs by at most 4.99·u of the result's norm; one of radix 2 by 3.99·u. In radix 3 the
///    terms of a sum pass through at most 4 roundings with coefficients |cos| + |sin| ≤ 1.37, in
///    radix 5 through at most 6 with at most 1.4; by Cauchy and Schwarz the norm of the error is at
///    most √3·4·1.37·u and √5·6·1.4·u of the result's, and with the product 12.5·u and 21.8·u.
///    The relative errors of layers add up (to the first order) to the error E·u of a transform:
///    ‖A′ − A‖ ≤ E·u·‖A‖, and ‖A‖ = √M·‖a‖.
/// 3. The products of leaves have sums of at most 2·width products: 17 roundings for 8 lanes, with a
///    factor of √2 for the two parts, and 3·u for the root: the error of a coefficient of the leaf j
///    is at most 28·u·‖A_j‖·‖B_j‖. Summed over the leaves, again by Cauchy and Schwarz, and with
///    those of the transforms: Σ_j max|C′_j − C_j| ≤ (2·E + 28)·u·‖A‖·‖B‖.
/// 4. Let Q be the sum over the polynomials of a layer of their greatest coefficient. An inverse
///    layer does not make Q greater, because the coefficients of a polynomial are sums of one
///    coefficient of each part, times numbers of modulus 1. Its rounding errs by at most the
///    constants above times u·Q. At the leaves Q ≤ Σ ‖A_j‖·‖B_j‖ ≤ ‖A‖·‖B‖ = M·‖a‖·‖b‖, and at
///    the end Q is the greatest coefficient, M·max|c|. Divided by M, with 2·u for this division:
///
///        max|c′ − c| ≤ (3·E + 30)·u·‖a‖·‖b‖
///
/// Terms of the second order are below 2^−40 of this; `margin` has room for them. The norms are
/// computed, exactly, from the digits at hand: `bits` is chosen for digits that look random, whose
/// squares are 4^bits/12 on average, and where the norms turn out to be too great the product is
/// computed again with fewer bits, for which no digits are too great: |a_k| ≤ 2^(bits − 1).
struct TransformPlan: Hashable {
  /// The odd layers.
  var odd: OddRadices
  /// The halvings in the complex length N.
  var halvings: Int
  /// Bits per digit.
  var bits: Int

  /// N: a product has 2·N digits, modulo 2^(bits·2·N) + 1.
  var length: Int { odd.product << halvings }
  /// Limbs in half of the digits.
  var halfLimbs: Int { length / 64 * bits }

  /// The shortest length is 2^6, so that half of the digits are whole limbs.
  static let fewestHalvings = 6
  private static let mostBits = 20
  private static let margin = 0.49

  /// How many balanced digits a number of that many limbs has: the last has at most `bits` − 2 bits,
  /// so that it is not negative.
  static func digitCount(limbs: Int, bits: Int) -> Int { (64 * limbs + 1) / bits + 1 }

  /// Whether the product of numbers of so many limbs does not wrap around.
  func holds(aLimbs: Int, bLimbs: Int) -> Bool {
    Self.digitCount(limbs: aLimbs, bits: bits) + Self.digitCount(limbs: bLimbs, bits: bits)
      <= 2 * length
  }

  /// The error of a coefficient at most, for digits of these norms, for vectors of `width` doubles.
  func error(squareNorms a: Double, _ b: Double, width: Int) -> Double {
    (3 * layerErrors(width: width) + 30) * 0x1p-53 * (a.squareRoot() * b.squareRoot())
  }

  /// Whether digits with these sums of squares have an exact product.
  func isExact(squareNorms a: Double, _ b: Double, width: Int) -> Bool {
    error(squareNorms: a, b, width: width) < Self.margin
  }

  /// E of the proof.
  private func layerErrors(width: Int) -> Double {
    let halvings = halvings - width.trailingZeroBitCount
    // Both rows and columns may have a layer of radix 2, which is worse than half a radix 4.
    let pairs = 4.99 * Double(halvings) / 2 + 3.99
    return pairs + odd.factors.reduce(0) { $0 + ($1 == 3 ? 12.5 : 21.8) }
  }

  /// The cheapest plan for a product of numbers of so many limbs.
  ///
  /// - Parameter certain: whether it must suit any digits, not only those that look random.
  static func cheapest(aLimbs: Int, bLimbs: Int, width: Int, certain: Bool) -> TransformPlan {
    var best: (plan: TransformPlan, cost: Double)?
    for odd in OddRadices.all {
      for bits in stride(from: mostBits, through: 4, by: -1) {
        let aDigits = digitCount(limbs: aLimbs, bits: bits)
        let bDigits = digitCount(limbs: bLimbs, bits: bits)
        let needed = (aDigits + bDigits + 1) / 2
        var plan = TransformPlan(odd: odd, halvings: fewestHalvings, bits: bits)
        while plan.length < needed { plan.halvings += 1 }
        guard
          plan.isExact(
            squareNorms: expectedSquares(aDigits, bits: bits, certain: certain),
            expectedSquares(bDigits, bits: bits, certain: certain), width: width)
        else { continue }
        if best.map({ plan.cost < $0.cost }) ?? true { best = (plan, plan.cost) }
        break
      }
    }
    guard let best else { preconditionFailure("a product too long for double precision") }
    return best.plan
  }

  /// The cheapest plan whose digits, modulo 2^(64·limbs) + 1, are exactly `limbs` limbs, or hardly
  /// more where `limbs` is only the `least` length; nil where there is none.
  static func cheapestNegacyclic(limbs: Int, least: Bool, width: Int) -> TransformPlan? {
    var best: TransformPlan?
    for odd in OddRadices.all {
      for bits in stride(from: mostBits, through: 4, by: -1) {
        var plan = TransformPlan(odd: odd, halvings: fewestHalvings, bits: bits)
        while 2 * plan.halfLimbs < limbs { plan.halvings += 1 }
        guard least || 2 * plan.halfLimbs == limbs else { continue }
        let squares = expectedSquares(2 * plan.length, bits: bits, certain: false)
        guard plan.isExact(squareNorms: squares, squares, width: width) else { continue }
        if best.map({ plan.cost < $0.cost }) ?? true { best = plan }
        if least { break }
      }
    }
    return best
  }

  /// What the sum of the squares of so many digits hardly exceeds, or certainly not.
  private static func expectedSquares(_ count: Int, bits: Int, certain: Bool) -> Double {
    let count = Double(count)
    let square = Double(1 << (2 * bits))
    // A square of a random digit has the mean 1/12 and the deviation 1/√180 of `square`.
    return certain
      ? count * square / 4 : square * (count / 12 + 5 * (count / 180).squareRoot())
  }

  /// The time of a product, to compare plans by: measured, it grows with the length like this, and
  /// is 4 % longer for each odd layer beyond the first.
  private var cost: Double {
    let odds = Double(max(odd.factors.count - 1, 0))
    return Double(length) * (log2(Double(length)) + 5) * (1 + 0.04 * odds)
  }
}

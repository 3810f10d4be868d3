#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Pi by the arithmetic–geometric mean of 1 and 1/√2 (Brent, Salamin 1976).
///
/// With A = a² and B = b² kept beside a and b, an iteration needs one square root and one square:
///
///     b = √B,  d = ((a − b) / 2)²,  a ← (a + b) / 2,  A ← (A + B) / 2 − d,  B ← A − d,
///     t ← t − 2^k·d
///
/// and π = (A + B) / (2·t) up to about 2^k·d² after the last. As a and b approach each other the
/// square is of ever shorter numbers.
///
/// Error: a root, a square and the halvings add at most 8 units of the last limb to a, b, A and B
/// per iteration, and t collects 2^k times those of d. So after N iterations π is wrong by less
/// than 2^(N + 8) units; N < 40 for every length that fits an address space.
struct GaussLegendre {
  /// What the arithmetic is done with.
  let arithmetic: BigArithmetic
  /// Limbs behind the point.
  let precision: Int

  /// The iterations that so many limbs need.
  ///
  /// c, half of a − b, obeys c' = c² / (4·a'), and a' is never below 0.847, the mean's limit; from
  /// c = 0.1464 after the first iteration. The last c must satisfy 2^N·c'² < 2^(−64·precision).
  static func iterations(precision: Int) -> Int {
    let firstHalfDifference = (1 - 0.5.squareRoot()) / 2
    var logarithm = log2(firstHalfDifference)
    var count = 1
    while 2 * (2 * logarithm - 2 - log2(0.847)) + Double(count) > -64 * Double(precision) {
      logarithm = 2 * logarithm - 2 - log2(0.847)
      count += 1
    }
    return count
  }

  /// The fraction of pi. `progress` hears of each iteration before it starts.
  func compute(
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws(PageBuffer.OutOfMemory) -> PiFraction {
    let total = Self.iterations(precision: precision)
    progress(0, total)
    var state = try State(arithmetic, precision)
    for iteration in 1..<max(total, 1) {
      progress(iteration, total)
      arithmetic.crew.locate()
      try state.iterate(iteration, arithmetic)
    }
    progress(total, total)
    arithmetic.crew.locate()
    let limbs = try state.finish(arithmetic)
    return PiFraction(limbs: limbs, errorBits: total + 8, iterations: total)
  }

  /// The variables of the iteration, fractions of `precision` limbs.
  private struct State: ~Copyable {
    private let precision: Int
    private var a: Natural
    private var aSquared: Natural
    private var bSquared: Natural
    private var t: Natural

    /// After the first iteration, which is simple because it starts with a = A = 1 and B = 1/2:
    /// b = √½, a = (1 + b)/2, d = ((1 − b)/2)² = 3/8 − b/2, A = 3/4 − d, B = b, t = 1/4 − d.
    init(_ arithmetic: BigArithmetic, _ precision: Int) throws(PageBuffer.OutOfMemory) {
      var half: UInt64 = 1 << 63
      let b = try arithmetic.squareRoot(&half, 1, precision: precision)
      let mean = try arithmetic.limbs(precision)
      let square = try arithmetic.limbs(precision)
      let rest = try arithmetic.limbs(precision)
      let top = precision - 1
      let passes = arithmetic.passes
      passes.copy(mean.base, b.base, precision)
      passes.halve(mean.base, precision, top: 0)
      // A = 3/8 + b/2 and t = b/2 − 1/8; none of these carries.
      passes.copy(square.base, mean.base, precision)
      passes.copy(rest.base, mean.base, precision)
      mean.base[top] += 1 << 63
      square.base[top] += 3 << 61
      rest.base[top] -= 1 << 61
      self.precision = precision
      a = mean
      aSquared = square
      bSquared = b
      t = rest
    }

    /// One iteration, numbered from 1 for the second.
    mutating func iterate(
      _ iteration: Int, _ arithmetic: BigArithmetic
    ) throws(PageBuffer.OutOfMemory) {
      let d = try meanAndSquaredHalfDifference(arithmetic)
      let passes = arithmetic.passes
      // (A + B) / 2, in A.
      passes.halveSum(aSquared.base, aSquared.base, bSquared.base, precision)
      subtract(aSquared.base, aSquared.base, d.base + 1, d.count, passes)
      subtract(bSquared.base, aSquared.base, d.base + 1, d.count, passes)
      // d·2^iteration is the number with a limb more at the bottom, moved down by the other bits.
      let used = min(d.count + 1, precision)
      let borrow = passes.subtract(t.base, t.base, d.base, used, bits: 64 - iteration)
      Limbs.decrement(t.base + used, by: borrow, count: precision - used)
    }

    /// difference = a − d for a shorter d.
    private func subtract(
      _ difference: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>,
      _ d: UnsafePointer<UInt64>, _ count: Int, _ passes: LimbPasses
    ) {
      let borrow = passes.subtract(difference, a, d, count)
      if a != UnsafePointer(difference) {
        passes.copy(difference + count, a + count, precision - count)
      }
      Limbs.decrement(difference + count, by: borrow, count: precision - count)
    }

    /// Replaces a by (a + b) / 2; ((a − b) / 2)².
    private mutating func meanAndSquaredHalfDifference(
      _ arithmetic: BigArithmetic
    ) throws(PageBuffer.OutOfMemory) -> SquaredDifference {
      let b = try arithmetic.squareRoot(bSquared.base, precision, precision: precision)
      let half = try arithmetic.limbs(precision)
      let passes = arithmetic.passes
      // At the end a and b may differ by their errors only, in either order.
      if LimbArithmetic.compare(a.base, b.base, precision) >= 0 {
        passes.subtract(half.base, a.base, b.base, precision)
      } else {
        passes.subtract(half.base, b.base, a.base, precision)
      }
      passes.halve(half.base, precision, top: 0)
      passes.halveSum(a.base, a.base, b.base, precision)
      let significant = LimbArithmetic.significantCount(half.base, precision)
      // Leading zeros of the factor appear twice in the square, so its lowest limbs vanish.
      let zeros = precision - significant
      let used = max(significant - zeros, 0)
      let factor = half.base + (significant - used)
      let square = try arithmetic.product(factor, used, factor, used, extra: 2)
      // Its upper half is as long as the factor. Where there is none, two zeros remain.
      let below = max(used - 1, 0)
      square.base[below] = 0
      square.base[below + used + 1] = 0
      let count = LimbArithmetic.significantCount(square.base + (below + 1), used)
      return SquaredDifference(square: square, below: below, count: count)
    }

    /// ((a − b) / 2)².
    private struct SquaredDifference: ~Copyable {
      private let square: Natural
      private let below: Int
      /// Its significant limbs.
      let count: Int

      init(square: consuming Natural, below: Int, count: Int) {
        self.square = square
        self.below = below
        self.count = count
      }

      /// The zero below its lowest limb; above the highest there is one, too.
      var base: UnsafeMutablePointer<UInt64> { square.base + below }
    }

    /// π − 3 = 4·((A + B)/2 / (4·t)) − 3.
    consuming func finish(_ arithmetic: BigArithmetic) throws(PageBuffer.OutOfMemory) -> Natural {
      arithmetic.passes.halveSum(aSquared.base, aSquared.base, bSquared.base, precision)
      let overflow = LimbArithmetic.shiftLeft(t.base, t.base, precision, bits: 2)
      precondition(overflow == 0, "t is 0.2285, far below a quarter")
      let quarter = try arithmetic.quotient(aSquared.base, t.base, precision: precision)
      let three = LimbArithmetic.shiftLeft(quarter.base, quarter.base, precision, bits: 2)
      precondition(three == 3, "a pi that does not begin with 3")
      return quarter
    }
  }
}

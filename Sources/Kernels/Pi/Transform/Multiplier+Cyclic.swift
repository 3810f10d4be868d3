/// Products modulo 2^(64·n) − 1, whose wrapping around saves half of the work where the upper or
/// the lower half of a product is known.
///
/// As 2^2h − 1 = (2^h − 1)·(2^h + 1), a product is computed modulo both factors: modulo 2^h + 1 by
/// one transform, which wraps around that way by itself, and modulo 2^h − 1 likewise in halves,
/// down to a short one. From the remainders m and p the product is (m + p + 2^h·(m − p)) / 2, and
/// halving modulo an odd 2^2h − 1 is a rotation by one bit.
///
/// Several threads compute the two remainders at the same time, a half of the threads each. So a
/// thread reads what another has written only where the numbers themselves are split and combined,
/// not in the transforms, which are three times as long and go through all of their data twice.
extension Multiplier {
  /// Shorter products are computed whole and folded.
  private static let leastCyclic = 512
  /// How often a modulus is split at most: the last part costs twice its length.
  static let splits = 10
  /// An odd number of threads has no halves; it halves products up to so long all the same, which
  /// are too short to be shared in another way.
  private static let mostHalvedByOdd = 1 << 14

  /// The second factor of a cyclic product.
  enum CyclicFactor {
    /// The first one: the product is a square.
    case same
    /// Another number.
    case number(UnsafePointer<UInt64>, count: Int)
    /// A number that has been prepared for products of this length.
    case prepared(PreparedRemainders)

    /// The factor b of a product a · b.
    init(
      _ b: UnsafePointer<UInt64>, _ bCount: Int, with a: UnsafePointer<UInt64>, _ aCount: Int
    ) {
      self = a == b && aCount == bCount ? .same : .number(b, count: bCount)
    }
  }

  /// The smallest length in limbs, not below `minimum`, that `multiplyCyclic` is best for. It takes
  /// any length, but may compute the whole product for others.
  func cyclicLength(atLeast minimum: Int) -> Int {
    guard minimum >= Self.leastCyclic,
      let half = convolver.negacyclicLength(atLeast: (minimum + 1) / 2)
    else { return max(minimum, 1) }
    return 2 * half
  }

  /// product[0 ..< length] = a · b mod 2^(64·length) − 1, for operands of up to `length` limbs. The
  /// result may be 2^(64·length) − 1 in place of 0. The product overlaps neither operand.
  func multiplyCyclic(
    _ product: UnsafeMutablePointer<UInt64>, length: Int, _ a: UnsafePointer<UInt64>, _ aCount: Int,
    _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) throws(PageBuffer.OutOfMemory) {
    precondition(aCount <= length && bCount <= length, "an operand longer than the modulus")
    let factor = CyclicFactor(b, bCount, with: a, aCount)
    // A product that does not wrap around, or hardly, is better computed whole.
    if aCount + bCount > length / 8 * 9 {
      let space = try convolver.workspace.limbs(.reduced, Self.spaceLimbs(length))
      if try cyclic(product, length, a, aCount, factor, space: space, splits: Self.splits) {
        return
      }
    }
    try folded(product, length, a, aCount, factor)
  }

  /// Room for the remainders of both operands modulo 2^h − 1 and of one modulo 2^h + 1, for h, h/2,
  /// … limbs, where h is half of `length`.
  static func spaceLimbs(_ length: Int) -> Int { 3 * length }

  /// Whether the threads of this multiplier compute the two remainders at the same time.
  func computesHalvesAtOnce(length: Int) -> Bool {
    crew.threads > 1 && (crew.threads.isMultiple(of: 2) || length <= Self.mostHalvedByOdd)
  }

  /// The plan of the upper remainder; nil where the length cannot be split.
  func upperPlan(length: Int, splits: Int) -> TransformPlan? {
    guard splits > 0, length >= Self.leastCyclic, length % 2 == 0 else { return nil }
    return convolver.negacyclicPlan(limbs: length / 2)
  }

  /// A cyclic product; false where digits are too great.
  func cyclic(
    _ product: UnsafeMutablePointer<UInt64>, _ length: Int, _ a: UnsafePointer<UInt64>,
    _ aCount: Int, _ factor: CyclicFactor, space: UnsafeMutablePointer<UInt64>, splits: Int
  ) throws(PageBuffer.OutOfMemory) -> Bool {
    let parts = try parts(product, length, a, aCount, factor, space: space, splits: splits)
    guard let parts else { return false }
    combine(product, length, parts)
    return true
  }

  /// In what form a cyclic product has been computed.
  private enum Parts {
    case whole
    /// Modulo 2^h − 1 in its lower half and 2^h + 1 in its upper half, with a 1 above it or not.
    case halves(top: UInt64)
  }

  /// The parts of a cyclic product, still to be combined; nil where digits are too great.
  private func parts(
    _ product: UnsafeMutablePointer<UInt64>, _ length: Int, _ a: UnsafePointer<UInt64>,
    _ aCount: Int, _ factor: CyclicFactor, space: UnsafeMutablePointer<UInt64>, splits: Int
  ) throws(PageBuffer.OutOfMemory) -> Parts? {
    guard let plan = upperPlan(length: length, splits: splits) else {
      try folded(product, length, a, aCount, factor)
      return .whole
    }
    let half = length / 2
    let halves = try halves(
      length: length
    ) { multiplier throws(PageBuffer.OutOfMemory) in
      try multiplier.upper(product + half, half, plan, a, aCount, factor, space: space)
    } lower: { multiplier throws(PageBuffer.OutOfMemory) in
      try multiplier.lower(
        product, half, a, aCount, factor, space: space + half, splits: splits - 1)
    }
    guard let top = halves.left, let lower = halves.right else { return nil }
    // All threads combine the lower half, which has kept its thread longer than the upper one.
    combine(product, half, lower)
    return .halves(top: top)
  }

  private func combine(
    _ product: UnsafeMutablePointer<UInt64>, _ length: Int, _ parts: Parts
  ) {
    if case .halves(let top) = parts { combine(product, length / 2, top: top) }
  }

  /// Does work for the upper and the lower half of a cyclic product.
  func halves<Upper, Lower>(
    length: Int, upper: (Multiplier) throws(PageBuffer.OutOfMemory) -> Upper,
    lower: (Multiplier) throws(PageBuffer.OutOfMemory) -> Lower
  ) throws(PageBuffer.OutOfMemory) -> Pair<Upper, Lower> {
    guard computesHalvesAtOnce(length: length) else {
      let first = try upper(self)
      return Pair(try lower(self), after: first)
    }
    let (first, second) = split()
    return try crew.both { () throws(PageBuffer.OutOfMemory) in
      try upper(first)
    } _: { () throws(PageBuffer.OutOfMemory) in
      try lower(second)
    }
  }

  /// The product modulo 2^(64·count) + 1 and the 1 above it where it is 2^(64·count); nil where
  /// digits are too great.
  private func upper(
    _ product: UnsafeMutablePointer<UInt64>, _ count: Int, _ plan: TransformPlan,
    _ a: UnsafePointer<UInt64>, _ aCount: Int, _ factor: CyclicFactor,
    space: UnsafeMutablePointer<UInt64>
  ) throws(PageBuffer.OutOfMemory) -> UInt64? {
    let layout = try convolver.layout(plan)
    let first = try convolver.workspace.doubles(.first, bytes: layout.dataBytes)
    let firstSquares = try loadUpper(layout, a, aCount, space: space, to: first)
    var (second, secondSquares, isTransformed) = (first, firstSquares, false)
    switch factor {
    case .same: break
    case .number(let b, let bCount):
      second = try convolver.workspace.doubles(.second, bytes: layout.dataBytes)
      secondSquares = try loadUpper(layout, b, bCount, space: space, to: second)
    case .prepared(let prepared):
      let kept = prepared.upper
      (second, secondSquares, isTransformed) = (kept.data.doubles, kept.squares, true)
    }
    guard layout.isExact(firstSquares, secondSquares) else { return nil }
    convolver.multiplyRows(layout, first, second, isTransformed: isTransformed)
    var carry = try convolver.store(layout, first, product: product, limbs: count)
    // 2^(64·n) is −1: what leaves at the top is subtracted at the bottom, until nothing leaves.
    while carry != 0 {
      let isMinusOne = carry == 1 && product.isFilled(with: 0, count: count)
      if isMinusOne { return 1 }
      carry = DigitConversion.add(-carry, to: product, count: count)
    }
    return 0
  }

  /// The parts of the product modulo 2^(64·count) − 1; nil where digits are too great.
  private func lower(
    _ product: UnsafeMutablePointer<UInt64>, _ count: Int, _ a: UnsafePointer<UInt64>,
    _ aCount: Int, _ factor: CyclicFactor, space: UnsafeMutablePointer<UInt64>, splits: Int
  ) throws(PageBuffer.OutOfMemory) -> Parts? {
    let remainder = lowerRemainder(count, a, aCount, space: space)
    var rest = space + count
    var lowerFactor = CyclicFactor.same
    switch factor {
    case .same: break
    case .number(let b, let bCount):
      let other = lowerRemainder(count, b, bCount, space: rest)
      lowerFactor = .number(other.limbs, count: other.count)
      rest += count
    case .prepared(let prepared):
      lowerFactor = .prepared(prepared.lower)
    }
    return try parts(
      product, count, remainder.limbs, remainder.count, lowerFactor, space: rest, splits: splits)
  }

  /// The product computed whole, the upper part added to the lower one.
  private func folded(
    _ product: UnsafeMutablePointer<UInt64>, _ length: Int, _ a: UnsafePointer<UInt64>,
    _ aCount: Int, _ factor: CyclicFactor
  ) throws(PageBuffer.OutOfMemory) {
    let bCount =
      switch factor {
      case .same: aCount
      case .number(_, let count): count
      case .prepared(let prepared): prepared.whole.count
      }
    let count = aCount + bCount
    let whole = try convolver.workspace.limbs(.folded, max(count, 1))
    switch factor {
    case .same: try multiply(whole, a, aCount, a, aCount)
    case .number(let b, _): try multiply(whole, a, aCount, b, bCount)
    case .prepared(let prepared): try multiply(whole, prepared.whole, a, aCount)
    }
    remainderMinus(product, length, whole, count)
  }
}

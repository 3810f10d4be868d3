/// Whole products by several threads: a product modulo 2^(64·length) − 1 that is too long to wrap
/// around.
extension Multiplier {
  /// Shorter ones are not worth waking a thread.
  private static let leastHalved = 1024
  /// Longer ones are shared transform by transform while the threads are in one cache: that is less
  /// work, as each operand is taken to digits once.
  private static let mostHalvedTogether = 8192

  /// The length of the cyclic product that a product of so many limbs is computed by; nil where
  /// the threads do not halve it.
  func halvedLength(limbs: Int) -> Int? {
    guard limbs >= Self.leastHalved, limbs <= Self.mostHalvedTogether || crew.isApart,
      computesHalvesAtOnce(length: limbs)
    else { return nil }
    let length = cyclicLength(atLeast: limbs)
    guard upperPlan(length: length, splits: Self.splits) != nil else { return nil }
    return length
  }

  /// The limbs that an array should have for products of so many limbs, for none to be copied.
  func room(forProductOf limbs: Int) -> Int { halvedLength(limbs: limbs) ?? limbs }

  /// product[0 ..< count] = a · b, of which no more than `count` limbs are not 0, in an array with
  /// room for `room` limbs, all of which may change; false where digits are too great.
  func multiplyHalved(
    _ product: UnsafeMutablePointer<UInt64>, _ count: Int, room: Int, length: Int,
    _ a: UnsafePointer<UInt64>, _ aCount: Int, _ factor: CyclicFactor
  ) throws(PageBuffer.OutOfMemory) -> Bool {
    let workspace = try convolver.workspace.limbs(.halved, length + Self.spaceLimbs(length))
    // What is longer than the array is cut off later.
    let whole = length > room ? workspace : product
    guard
      try cyclic(
        whole, length, a, aCount, factor, space: workspace + length, splits: Self.splits)
    else { return false }
    // Less than 2^(64·length) − 1, which can only be in place of 0.
    if whole.isFilled(with: .max, count: length) {
      passes.clear(product, count)
    } else if whole != product {
      passes.copy(product, whole, count)
    }
    return true
  }

  /// Prepares a number for products of up to `length` limbs.
  func prepareHalved(
    length: Int, _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) throws(PageBuffer.OutOfMemory) -> PreparedRemainders {
    let space = try convolver.workspace.limbs(.halved, Self.spaceLimbs(length))
    return try prepare(length, b, bCount, space: space, splits: Self.splits)
  }

  /// Gets the workspace of `multiplyHalved`.
  func reserveHalved(length: Int) throws(PageBuffer.OutOfMemory) {
    _ = try convolver.workspace.limbs(.halved, length + Self.spaceLimbs(length))
    try reserveCyclic(length: length, splits: Self.splits)
  }

  /// Gets the workspace of cyclic products, but for the remainders.
  private func reserveCyclic(length: Int, splits: Int) throws(PageBuffer.OutOfMemory) {
    guard let plan = upperPlan(length: length, splits: splits) else {
      _ = try convolver.workspace.limbs(.folded, 2 * length)
      return try reserve(limbs: 2 * length)
    }
    _ = try halves(
      length: length
    ) { multiplier throws(PageBuffer.OutOfMemory) in
      try multiplier.reserve(try multiplier.convolver.layout(plan))
    } lower: { multiplier throws(PageBuffer.OutOfMemory) in
      try multiplier.reserveCyclic(length: length / 2, splits: splits - 1)
    }
  }
}

/// What big-number algorithms work with: threads, a multiplier and memory.
///
/// One thread may call it at a time; `fork` makes independent ones for branches.
final class BigArithmetic {
  /// The multiplication of long numbers.
  let multiplier: Multiplier

  /// Products whose shorter operand is below this are done without a transform.
  static let transformThreshold = 90

  /// Below so many limbs of work a branch is not worth a thread of its own.
  static let forkThreshold = 512

  /// The threads that this may use.
  var crew: Crew { multiplier.crew }
  /// Where numbers live.
  var pool: LimbPool { multiplier.convolver.pool }
  /// Passes over numbers, shared by the threads.
  var passes: LimbPasses { LimbPasses(crew: crew) }

  /// Arithmetic on so many threads.
  convenience init(threads: Int, instructionSet: InstructionSet = .current, pool: LimbPool) {
    self.init(
      multiplier: Multiplier(
        crew: Crew(threads: threads), instructionSet: instructionSet, pool: pool))
  }

  /// Arithmetic with the threads and the memory of a multiplier.
  private init(multiplier: Multiplier) { self.multiplier = multiplier }

  /// Gets the workspace for products of up to so many limbs, of which branches need half, so that
  /// too little memory is an error here and not after most of the work.
  func reserve(limbs: Int) throws(PageBuffer.OutOfMemory) {
    try multiplier.reserve(limbs: limbs)
    guard crew.threads > 1 else { return }
    let (left, right) = split()
    try left.reserve(limbs: limbs / 2)
    try right.reserve(limbs: limbs / 2)
  }

  /// A number of so many limbs, with anything in it.
  func limbs(_ count: Int) throws(PageBuffer.OutOfMemory) -> Natural {
    try Natural(count, in: pool)
  }

  /// product[0 ..< aCount + bCount] = a · b; overlaps neither operand. All of the `room` limbs of
  /// its array may change.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, room: Int = 0, _ a: UnsafePointer<UInt64>,
    _ aCount: Int, _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) throws(PageBuffer.OutOfMemory) {
    let shorter = min(aCount, bCount)
    if shorter >= Self.transformThreshold {
      return try multiplier.multiply(product, room: room, a, aCount, b, bCount)
    }
    if shorter < SmallProduct.karatsubaThreshold {
      if aCount < bCount { return Schoolbook.multiply(product, b, bCount, a, aCount) }
      return Schoolbook.multiply(product, a, aCount, b, bCount)
    }
    let scratchCount = 2 * SmallProduct.scratchCount(shorter)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: scratchCount) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      SmallProduct.multiply(product, a, aCount, b, bCount, scratch: scratch)
    }
  }

  /// The normalised product of two numbers.
  func product(
    _ a: borrowing Natural, _ b: borrowing Natural
  ) throws(PageBuffer.OutOfMemory) -> Natural {
    var result = try product(a.base, a.count, b.base, b.count)
    result.normalise()
    return result
  }

  /// The product of two numbers, zeros at its top included, with room for `extra` limbs above it.
  func product(
    _ a: UnsafePointer<UInt64>, _ aCount: Int, _ b: UnsafePointer<UInt64>, _ bCount: Int,
    extra: Int = 0
  ) throws(PageBuffer.OutOfMemory) -> Natural {
    let count = aCount + bCount
    var result = try limbs(max(multiplier.room(forProductOf: count), count + extra))
    try multiply(result.base, room: result.capacity, a, aCount, b, bCount)
    result.count = count
    return result
  }

  /// Does two independent pieces of work, at the same time where there are threads for it.
  func fork<Left: ~Copyable, Right: ~Copyable>(
    isWorthwhile: Bool = true,
    _ left: (BigArithmetic) throws(PageBuffer.OutOfMemory) -> Left,
    _ right: (BigArithmetic) throws(PageBuffer.OutOfMemory) -> Right
  ) throws(PageBuffer.OutOfMemory) -> Pair<Left, Right> {
    guard crew.threads > 1, isWorthwhile else {
      let first = try left(self)
      return Pair(try right(self), after: first)
    }
    let (leftArithmetic, rightArithmetic) = split()
    return try crew.both { () throws(PageBuffer.OutOfMemory) in
      try left(leftArithmetic)
    } _: { () throws(PageBuffer.OutOfMemory) in
      try right(rightArithmetic)
    }
  }

  /// What `body` gives for each index below `count`, in their order. The threads take the indices,
  /// each with arithmetic of its own that uses no other thread.
  func each<Value>(
    _ count: Int, _ body: (_ index: Int, BigArithmetic) throws(PageBuffer.OutOfMemory) -> Value
  ) throws(PageBuffer.OutOfMemory) -> [Value] {
    let alone = single
    var outcomes = [Result<Value, PageBuffer.OutOfMemory>?](repeating: nil, count: count)
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      let slots = outcomes
      crew.run(count: count) { thread, index in
        slots[index] = Result { () throws(PageBuffer.OutOfMemory) in
          try body(index, alone[thread])
        }
      }
    }
    var values: [Value] = []
    for outcome in outcomes {
      guard let outcome else { preconditionFailure("an index that was not run") }
      values.append(try outcome.get())
    }
    return values
  }

  /// Arithmetic of a single thread, as often as there are threads.
  private var single: [BigArithmetic] {
    guard crew.threads > 1 else { return [self] }
    let (left, right) = split()
    return left.single + right.single
  }

  private func split() -> (BigArithmetic, BigArithmetic) {
    let (first, second) = multiplier.split()
    return (BigArithmetic(multiplier: first), BigArithmetic(multiplier: second))
  }
}

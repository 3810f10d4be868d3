/// What big-number algorithms work with: threads, a multiplier and memory.
///
/// One thread may call it at a time; `fork` makes independent ones for branches.
final class BigArithmetic {
  /// The threads that this may use.
  let crew: Crew
  /// Where numbers live.
  let pool: LimbPool
  /// The multiplication of long numbers.
  let multiplier: Multiplier

  /// Products whose shorter operand is below this are done without a transform.
  static let transformThreshold = 90

  /// Below so many limbs of work a branch is not worth a thread of its own.
  static let forkThreshold = 512

  /// Made when first needed and then kept, as multipliers hold tables.
  private var children: (BigArithmetic, BigArithmetic)?

  /// Passes over numbers, shared by the threads.
  var passes: LimbPasses { LimbPasses(crew: crew) }

  /// Arithmetic on so many threads.
  convenience init(threads: Int, instructionSet: InstructionSet = .current, pool: LimbPool) {
    self.init(
      crew: Crew(threads: threads), instructionSet: instructionSet, pool: pool,
      tables: RootTables())
  }

  private init(crew: Crew, instructionSet: InstructionSet, pool: LimbPool, tables: RootTables) {
    self.crew = crew
    self.pool = pool
    multiplier = Multiplier(
      crew: crew, instructionSet: instructionSet, pool: pool, tables: tables)
  }

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

  /// product[0 ..< aCount + bCount] = a · b; overlaps neither operand.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ aCount: Int,
    _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) throws(PageBuffer.OutOfMemory) {
    let shorter = min(aCount, bCount)
    if shorter >= Self.transformThreshold {
      return try multiplier.multiply(product, a, aCount, b, bCount)
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
    var result = try limbs(a.count + b.count)
    try multiply(result.base, a.base, a.count, b.base, b.count)
    result.normalise()
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
    var leftResult: Outcome<Left>?
    var rightResult: Outcome<Right>?
    atOnce {
      leftResult = Outcome { () throws(PageBuffer.OutOfMemory) in try left(leftArithmetic) }
    } _: {
      rightResult = Outcome { () throws(PageBuffer.OutOfMemory) in try right(rightArithmetic) }
    }
    guard let leftResult = leftResult.take(), let rightResult = rightResult.take() else {
      preconditionFailure("a branch that was not run")
    }
    let first = try leftResult.value()
    return Pair(try rightResult.value(), after: first)
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

  /// Runs two closures that share nothing that either changes, on two threads.
  private func atOnce(_ first: () -> Void, _ second: () -> Void) {
    crew.runBeside(first, second)
  }

  private func split() -> (BigArithmetic, BigArithmetic) {
    if let children { return children }
    let set = multiplier.instructionSet
    let crews = crew.split()
    let tables = multiplier.convolver.tables
    let made = (
      BigArithmetic(crew: crews.0, instructionSet: set, pool: pool, tables: tables),
      BigArithmetic(crew: crews.1, instructionSet: set, pool: pool, tables: tables)
    )
    children = made
    return made
  }
}

/// Two values that need not be copyable.
struct Pair<Left: ~Copyable, Right: ~Copyable>: ~Copyable {
  /// The first.
  var left: Left
  /// The second.
  var right: Right

  /// The second and the first, in the order in which they come to be.
  init(_ right: consuming Right, after left: consuming Left) {
    self.left = left
    self.right = right
  }
}

/// What a branch came to.
enum Outcome<Value: ~Copyable>: ~Copyable {
  case done(Value)
  case failed(PageBuffer.OutOfMemory)

  init(_ work: () throws(PageBuffer.OutOfMemory) -> Value) {
    do {
      self = .done(try work())
    } catch {
      self = .failed(error)
    }
  }

  consuming func value() throws(PageBuffer.OutOfMemory) -> Value {
    switch consume self {
    case .done(let value): return value
    case .failed(let error): throw error
    }
  }
}

/// Products of big natural numbers: little-endian arrays of 64-bit limbs.
///
/// It holds tables and workspace, so make one and reuse it. It may work on several threads, but
/// only one thread may call it at a time. Results do not depend on threads and instructions.
///
/// Every product throws where the system refuses memory; after `reserve(limbs:)` those of up to so
/// many limbs need no more.
final class Multiplier {
  let convolver: Convolver

  /// Below so many limbs in the shorter operand, limb by limb is faster (measured with AVX2).
  static let schoolbookLimbs = 45

  /// Who works on a product.
  var crew: Crew { convolver.crew }
  /// Passes over numbers, shared by the same threads.
  var passes: LimbPasses { LimbPasses(crew: convolver.crew) }
  /// The vector instructions in use.
  var instructionSet: InstructionSet { convolver.instructionSet }
  /// The most bytes of workspace and kept transforms that were in use at one time, also by the
  /// multipliers that `split` has made.
  var peakBytes: Int { convolver.account.peak }

  /// The instructions that were asked for but computed a wrong product in the check that every
  /// process makes, so that narrower ones are in use; nil where all is well.
  let distrusted: InstructionSet?

  /// Made when first needed and then kept, as multipliers hold workspace.
  private var children: (Multiplier, Multiplier)?

  /// A multiplier that such a crew works for, with workspace from such a pool. It uses no wider
  /// instructions than `instructionSet`, nor any that this processor lacks.
  ///
  /// - Parameters:
  ///   - tables: roots that multipliers may share, also those of other threads.
  ///   - account: where they note their memory, which they may share too.
  init(
    crew: Crew, instructionSet: InstructionSet = .current, pool: LimbPool = LimbPool(),
    tables: RootTables = RootTables(), account: MemoryAccount = MemoryAccount()
  ) {
    let possible = min(instructionSet, .current)
    let trusted = TrustedInstructions.widest(upTo: possible)
    distrusted = trusted < possible ? possible : nil
    convolver = Convolver(
      crew: crew, instructionSet: trusted, pool: pool, tables: tables, account: account)
  }

  /// Two multipliers of this one's threads, for two products at the same time, as of `Crew.split`.
  func split() -> (Multiplier, Multiplier) {
    if let children { return children }
    let crews = crew.split()
    let made = (child(crews.0), child(crews.1))
    children = made
    return made
  }

  private func child(_ crew: Crew) -> Multiplier {
    Multiplier(
      crew: crew, instructionSet: instructionSet, pool: convolver.pool, tables: convolver.tables,
      account: convolver.account)
  }

  /// Gets the workspace for products of up to `limbs` limbs, as long as the threads stay as near to
  /// each other as they are or as far.
  func reserve(limbs: Int) throws(PageBuffer.OutOfMemory) {
    guard limbs > 2 * Self.schoolbookLimbs else { return }
    let halved = halvedLength(limbs: limbs)
    if let halved { try reserveHalved(length: halved) }
    for certain in Self.certainties(isHalved: halved != nil) {
      try reserve(
        try convolver.layout(
          aLimbs: limbs / 2, bLimbs: limbs - limbs / 2, certain: certain))
    }
  }

  /// Whether the plans of a whole product must suit any digits, in the order in which they are
  /// tried; one that is halved has been tried with digits that look random.
  private static func certainties(isHalved: Bool) -> [Bool] { isHalved ? [true] : [false, true] }

  /// Gets the workspace for products by such transforms.
  func reserve(_ layout: TransformLayout) throws(PageBuffer.OutOfMemory) {
    _ = try convolver.workspace.bytes(.first, layout.dataBytes)
    _ = try convolver.workspace.bytes(.second, layout.dataBytes)
    _ = try convolver.workspace.bytes(.columns, crew.threads * layout.chunkBytes)
  }

  /// product[0 ..< aCount + bCount] = a · b; product overlaps neither operand.
  ///
  /// A square (the same pointer and count twice) is cheaper.
  ///
  /// - Parameter room: how many limbs the product's array has, all of which may change; with
  ///   `room(forProductOf:)` of them nothing is copied.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, room: Int = 0, _ a: UnsafePointer<UInt64>,
    _ aCount: Int, _ b: UnsafePointer<UInt64>, _ bCount: Int
  ) throws(PageBuffer.OutOfMemory) {
    guard aCount >= bCount else { return try multiply(product, room: room, b, bCount, a, aCount) }
    guard bCount >= Self.schoolbookLimbs else {
      return Schoolbook.multiply(product, a, aCount, b, bCount)
    }
    let piece = Self.pieceLimbs(shorter: bCount)
    let halved = aCount > piece ? nil : halvedLength(limbs: aCount + bCount)
    if let halved {
      let isExact = try multiplyHalved(
        product, aCount + bCount, room: max(room, aCount + bCount), length: halved, a, aCount,
        CyclicFactor(b, bCount, with: a, aCount))
      if isExact { return }
    }
    for certain in Self.certainties(isHalved: halved != nil) {
      let isExact =
        aCount > piece
        ? try multiply(product, a, aCount, piece: piece, b, bCount, certain: certain)
        : try multiply(product, a, aCount, b, bCount, certain: certain)
      if isExact { return }
    }
    preconditionFailure("a plan for any digits was not exact")
  }

  /// A product by transforms; whether it is exact.
  private func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ aCount: Int,
    _ b: UnsafePointer<UInt64>, _ bCount: Int, certain: Bool
  ) throws(PageBuffer.OutOfMemory) -> Bool {
    let layout = try convolver.layout(aLimbs: aCount, bLimbs: bCount, certain: certain)
    let first = try convolver.workspace.doubles(.first, bytes: layout.dataBytes)
    let firstSquares = try convolver.load(layout, a, aCount, to: first)
    var second = first
    var secondSquares = firstSquares
    if a != b || aCount != bCount {
      second = try convolver.workspace.doubles(.second, bytes: layout.dataBytes)
      secondSquares = try convolver.load(layout, b, bCount, to: second)
    }
    guard layout.isExact(firstSquares, secondSquares) else { return false }
    convolver.multiplyRows(layout, first, second, isTransformed: false)
    // Nothing wraps around, so what leaves the product at its end is 0 in all.
    _ = try convolver.store(layout, first, product: product, limbs: aCount + bCount)
    return true
  }
}

internal import PiParameters

/// The steps of a product by transforms.
final class Convolver {
  let crew: Crew
  let instructionSet: InstructionSet
  /// Where numbers and workspace live.
  let pool: LimbPool
  let workspace: Workspace
  /// Doubles per vector.
  let width: Int
  /// The memory of workspace and kept transforms, which several convolvers may share.
  let account: MemoryAccount
  /// The roots, which several convolvers may share.
  let tables: RootTables
  private var layouts: [TransformPlan: TransformLayout] = [:]
  private var chosen = Choices<Lengths, TransformLayout>()
  private var negacyclicPlans = Choices<Int, TransformPlan?>()
  private var negacyclicLengths = Choices<Int, Int?>()

  /// What a plan is chosen by.
  private struct Lengths: Hashable {
    var aLimbs: Int
    var bLimbs: Int
    var certain: Bool
  }

  init(
    crew: Crew, instructionSet: InstructionSet, pool: LimbPool, tables: RootTables,
    account: MemoryAccount = MemoryAccount()
  ) {
    self.crew = crew
    self.account = account
    self.instructionSet = instructionSet
    self.tables = tables
    self.pool = pool
    workspace = Workspace(pool: pool, account: account)
    width = VectorPasses.width(instructionSet)
  }

  /// The layout for a product of numbers of so many limbs; `certain` if it must suit any digits.
  func layout(
    aLimbs: Int, bLimbs: Int, certain: Bool
  ) throws(PageBuffer.OutOfMemory) -> TransformLayout {
    let lengths = Lengths(aLimbs: aLimbs, bLimbs: bLimbs, certain: certain)
    return try chosen.value(for: lengths) { () throws(PageBuffer.OutOfMemory) in
      try layout(
        TransformPlan.cheapest(aLimbs: aLimbs, bLimbs: bLimbs, width: width, certain: certain))
    }
  }

  /// The plan for products modulo 2^(64·limbs) + 1; nil where there is none.
  func negacyclicPlan(limbs: Int) -> TransformPlan? {
    negacyclicPlans.value(for: limbs) {
      TransformPlan.cheapestNegacyclic(limbs: limbs, least: false, width: width)
    }
  }

  /// The length in limbs, not below `minimum`, whose products modulo 2^(64·length) + 1 cost least;
  /// nil where there is none.
  func negacyclicLength(atLeast minimum: Int) -> Int? {
    negacyclicLengths.value(for: minimum) {
      TransformPlan.cheapestNegacyclic(limbs: minimum, least: true, width: width)
        .map { 2 * $0.halfLimbs }
    }
  }

  /// How many threads a product is worth: what stays in one processor's cache is not shared.
  private func threads(_ layout: TransformLayout) -> Int {
    layout.shape.columnsStayInPlace ? 1 : crew.threads
  }

  /// The layout of a plan, made at its first use.
  func layout(_ plan: TransformPlan) throws(PageBuffer.OutOfMemory) -> TransformLayout {
    if let layout = layouts[plan] { return layout }
    let layout = try TransformLayout(plan, width: width, tables: tables, crew: crew)
    layouts[plan] = layout
    return layout
  }

  /// Takes a number's digits through the outer layers into `data`; the sum of their squares.
  ///
  /// - Parameter minusOne: whether 1 is to be subtracted from the number, which must be 0.
  func load(
    _ layout: TransformLayout, _ a: UnsafePointer<UInt64>, _ count: Int, minusOne: Bool = false,
    to data: UnsafeMutablePointer<Double>
  ) throws(PageBuffer.OutOfMemory) -> Double {
    let bits = layout.plan.bits
    let all = 2 * layout.plan.length
    // Whole vectors of digits, for vectors of up to 8.
    let digits = min((TransformPlan.digitCount(limbs: count, bits: bits) + 7) / 8 * 8, all)
    let source = DigitSource(
      bytes: UnsafeRawPointer(a).assumingMemoryBound(to: UInt8.self), byteCount: 8 * count,
      digitCount: digits, borrows: minusOne || (64 * count == bits * all && a[count - 1] >> 63 == 1)
    )
    let buffers = try workspace.doubles(.columns, bytes: crew.threads * layout.chunkBytes)
    let stride = layout.chunkBytes / 8
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: layout.chunkCount) { squares in
      crew.run(count: layout.chunkCount, limit: threads(layout)) { thread, index in
        squares[index] = VectorPasses.load(
          instructionSet, layout.shape, source, range: layout.columns(ofChunk: index), data: data,
          buffer: buffers + thread * stride)
      }
      return squares.reduce(0, +)
    }
  }

  /// Takes every row through its layers.
  func transformRows(_ layout: TransformLayout, _ data: UnsafeMutablePointer<Double>) {
    crew.run(count: layout.shape.rows, limit: threads(layout)) { _, row in
      VectorPasses.transform(instructionSet, layout.shape, row: row, data: data)
    }
  }

  /// a = a · b row by row, back through the rows' layers; a is taken through them before, and so is
  /// b unless it `isTransformed` already. The operands may be the same.
  func multiplyRows(
    _ layout: TransformLayout, _ a: UnsafeMutablePointer<Double>,
    _ b: UnsafeMutablePointer<Double>, isTransformed: Bool
  ) {
    crew.run(count: layout.shape.rows, limit: threads(layout)) { _, row in
      VectorPasses.transform(instructionSet, layout.shape, row: row, data: a)
      if !isTransformed, a != b {
        VectorPasses.transform(instructionSet, layout.shape, row: row, data: b)
      }
      VectorPasses.multiply(instructionSet, layout.shape, row: row, a: a, b: b)
    }
  }

  /// Takes a product back through the outer layers and carries its digits into `limbs` limbs; what
  /// is carried out of the last digit.
  func store(
    _ layout: TransformLayout, _ data: UnsafeMutablePointer<Double>,
    product: UnsafeMutablePointer<UInt64>, limbs: Int
  ) throws(PageBuffer.OutOfMemory) -> Int64 {
    let buffers = try workspace.doubles(.columns, bytes: crew.threads * layout.chunkBytes)
    let stride = layout.chunkBytes / 8
    let scale = 1 / Double(layout.shape.rows * layout.shape.columns)
    crew.run(count: layout.chunkCount, limit: threads(layout)) { thread, index in
      VectorPasses.store(
        instructionSet, layout.shape, scale: scale, range: layout.columns(ofChunk: index),
        data: data, buffer: buffers + thread * stride)
    }
    return join(layout, data, product: product, limbs: limbs)
  }

  /// Carries the digits of a product into `limbs` limbs; what is carried out of the last digit.
  private func join(
    _ layout: TransformLayout, _ data: UnsafeMutablePointer<Double>,
    product: UnsafeMutablePointer<UInt64>, limbs: Int
  ) -> Int64 {
    let shape = layout.shape
    guard let perLane = VectorPasses.limbsPerLane(instructionSet, shape) else {
      return DigitConversion.join(data, shape, width: width, product: product, limbs: limbs)
    }
    let pieces = 2 * width
    // Several parts, where each can begin with a whole limb, keep several threads busy.
    let threads = threads(layout)
    let parts = threads > 1 && shape.columns % 64 == 0 ? min(shape.rows, 4 * threads) : 1
    return withUnsafeTemporaryAllocation(of: Int64.self, capacity: pieces * parts) { space in
      guard let carries = space.baseAddress else { return 0 }
      crew.run(count: parts, limit: threads) { _, part in
        VectorPasses.join(
          instructionSet, shape, range: shape.rows * part / parts..<shape.rows * (part + 1) / parts,
          data: data, product: product, limbs: limbs, carries: carries + part * pieces)
      }
      var carry: Int64 = 0
      for piece in 0..<pieces {
        for part in 0..<parts {
          // Where this part begins, and what enters it from those before.
          let start = piece * perLane + shape.rows * part / parts * shape.columns / 64 * shape.bits
          let end =
            part + 1 < parts
            ? piece * perLane + shape.rows * (part + 1) / parts * shape.columns / 64 * shape.bits
            : (piece + 1) * perLane
          carry =
            carries[part * pieces + piece]
            + DigitConversion.add(
              carry, to: product + min(start, limbs), count: min(end, limbs) - min(start, limbs))
        }
      }
      return carry
    }
  }
}

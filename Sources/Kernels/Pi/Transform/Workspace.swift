/// Buffers that grow when they must and are kept for the next product.
final class Workspace {
  /// What the buffers are for.
  enum Slot: Int, CaseIterable {
    /// The data of the first operand, then those of the product.
    case first
    /// The data of the second operand.
    case second
    /// The chunks of columns, one per thread.
    case columns
    /// A piece of a product that is to be added to the others.
    case product
    /// A whole product that is to be reduced.
    case folded
    /// Operands reduced modulo the factors of a modulus.
    case reduced
    /// The same for a product that does not wrap around, and the product.
    case halved
  }

  private let pool: LimbPool
  private let account: MemoryAccount
  private var buffers = [Buffer?](repeating: nil, count: Slot.allCases.count)

  init(pool: LimbPool, account: MemoryAccount) {
    self.pool = pool
    self.account = account
  }

  /// A buffer of at least that many bytes; what it held before may be lost.
  func bytes(
    _ slot: Slot, _ count: Int
  ) throws(PageBuffer.OutOfMemory) -> UnsafeMutableRawPointer {
    if let buffer = buffers[slot.rawValue], buffer.byteCount >= count { return buffer.start }
    buffers[slot.rawValue] = nil
    let buffer = try lasting(count)
    buffers[slot.rawValue] = buffer
    return buffer.start
  }

  /// Room for that many limbs.
  func limbs(
    _ slot: Slot, _ count: Int
  ) throws(PageBuffer.OutOfMemory) -> UnsafeMutablePointer<UInt64> {
    try bytes(slot, count * 8).bindMemory(to: UInt64.self, capacity: count)
  }

  /// Room for that many bytes of doubles.
  func doubles(
    _ slot: Slot, bytes count: Int
  ) throws(PageBuffer.OutOfMemory) -> UnsafeMutablePointer<Double> {
    try bytes(slot, count).bindMemory(to: Double.self, capacity: count / 8)
  }
}

extension Workspace {
  /// A buffer of its own for data that outlive the next product.
  func lasting(_ bytes: Int) throws(PageBuffer.OutOfMemory) -> Buffer {
    Buffer(try pool.take(byteCount: bytes), bytes, pool, account)
  }

  /// Memory that goes back to the pool when nobody refers to it any more.
  final class Buffer {
    private let block: PageBuffer
    private let wanted: Int
    private let pool: LimbPool
    private let account: MemoryAccount

    fileprivate init(
      _ block: PageBuffer, _ wanted: Int, _ pool: LimbPool, _ account: MemoryAccount
    ) {
      self.block = block
      self.wanted = wanted
      self.pool = pool
      self.account = account
      account.add(block.byteCount)
    }

    deinit {
      account.remove(block.byteCount)
      pool.give(block, byteCount: wanted)
    }

    /// The first byte.
    var start: UnsafeMutableRawPointer { block.start }
    /// The size in bytes, not less than was asked for.
    var byteCount: Int { block.byteCount }
    /// The memory as doubles.
    var doubles: UnsafeMutablePointer<Double> { block.bound(to: Double.self) }
  }
}

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
  }

  private let pages: PageBuffer.Pages
  private let account: MemoryAccount
  private var buffers = [PageBuffer?](repeating: nil, count: Slot.allCases.count)

  init(pages: PageBuffer.Pages, account: MemoryAccount) {
    self.pages = pages
    self.account = account
  }

  /// A buffer of at least that many bytes; what it held before may be lost.
  func bytes(
    _ slot: Slot, _ count: Int
  ) throws(PageBuffer.OutOfMemory) -> UnsafeMutableRawPointer {
    if let buffer = buffers[slot.rawValue], buffer.byteCount >= count { return buffer.start }
    account.remove(buffers[slot.rawValue]?.byteCount ?? 0)
    buffers[slot.rawValue] = nil
    let buffer = try PageBuffer(byteCount: count, pages: pages)
    buffers[slot.rawValue] = buffer
    account.add(buffer.byteCount)
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
  func lasting(_ bytes: Int) throws(PageBuffer.OutOfMemory) -> PageBuffer {
    try PageBuffer(byteCount: bytes, pages: pages)
  }
}

/// A natural number, or the limbs of a fraction: a little-endian array of 64-bit limbs with memory
/// of its own.
///
/// Short arrays come from the C library's heap, long ones from the pool.
struct Natural: ~Copyable {
  /// The lowest limb.
  let base: UnsafeMutablePointer<UInt64>
  /// The limbs in use, of which the highest may be zero.
  var count: Int
  /// The limbs there is room for.
  let capacity: Int

  private let block: PageBuffer?
  private let pool: LimbPool

  /// From here on, pages of their own.
  private static let leastInPages = 64 << 10

  /// Room for so many limbs, all of them in use and with anything in them.
  init(_ capacity: Int, in pool: LimbPool) throws(PageBuffer.OutOfMemory) {
    precondition(capacity >= 0, "a negative number of limbs")
    self.capacity = capacity
    self.pool = pool
    count = capacity
    let byteCount = capacity * MemoryLayout<UInt64>.stride
    if byteCount >= Self.leastInPages {
      let block = try pool.take(byteCount: byteCount)
      self.block = block
      base = block.bound(to: UInt64.self)
    } else {
      block = nil
      base = .allocate(capacity: max(capacity, 1))
    }
  }

  deinit {
    if let block {
      pool.give(block, byteCount: capacity * MemoryLayout<UInt64>.stride)
    } else {
      base.deallocate()
    }
  }

  /// Makes every limb in use zero.
  func clear() { base.update(repeating: 0, count: count) }

  /// Drops the zeros at the top.
  mutating func normalise() { count = LimbArithmetic.significantCount(base, count) }

  /// The limbs in use as an array.
  var array: [UInt64] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

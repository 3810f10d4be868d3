import Synchronization

/// The memory of a computation: blocks of limbs that are used again instead of being returned.
///
/// A fresh page costs a page fault, which inside a VM is many times dearer than natively; with this
/// a page is fetched once and then stays. Safe to use from several threads.
final class LimbPool: Sendable {
  /// Which pages the blocks are made of.
  let pages: PageBuffer.Pages

  private struct State: ~Copyable {
    /// What has been returned, by size class.
    var free: [[PageBuffer]] = Array(repeating: [], count: 256)
    /// Bytes of all blocks.
    var bytes = 0
  }

  private let state = Mutex(State())

  /// A pool of such pages.
  init(pages: PageBuffer.Pages = .ordinary) { self.pages = pages }

  /// The bytes that have been asked of the system; they only grow.
  var byteCount: Int { state.withLock { $0.bytes } }

  /// The size class of so many bytes: four classes for each doubling, so at most a fifth is unused.
  static func sizeClass(_ byteCount: Int) -> (index: Int, byteCount: Int) {
    let smallest = 4096
    let wanted = max(byteCount, smallest)
    let exponent = Int.bitWidth - 1 - (wanted - 1).leadingZeroBitCount
    let quarter = 1 << max(exponent - 2, 0)
    let rounded = (wanted + quarter - 1) / quarter * quarter
    let step = (rounded - (1 << exponent)) / quarter
    return (exponent * 4 + step, rounded)
  }

  /// A block of at least so many bytes, with anything in it.
  func take(byteCount: Int) throws(PageBuffer.OutOfMemory) -> PageBuffer {
    let (index, rounded) = Self.sizeClass(byteCount)
    let used = state.withLock { state -> Returned in Returned(block: state.free[index].popLast()) }
    if let block = used.block { return block }
    let block = try PageBuffer(byteCount: rounded, pages: pages)
    state.withLock { $0.bytes += block.byteCount }
    return block
  }

  /// Takes a block back.
  func give(_ block: PageBuffer, byteCount: Int) {
    let (index, _) = Self.sizeClass(byteCount)
    let returned = Returned(block: block)
    state.withLock { state in
      if let block = returned.block { state.free[index].append(block) }
    }
  }

  /// A block on its way between its owner and the lock: exactly one of them holds it.
  private struct Returned: @unchecked Sendable {
    let block: PageBuffer?
  }
}

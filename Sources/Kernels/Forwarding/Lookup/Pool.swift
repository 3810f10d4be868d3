#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Elements in one growing block of memory, given out as runs of 1 to 64 neighbours.
///
/// A run that is given back is kept for the next of the same length, so that a table which changes
/// for ever does not grow for ever. The block is aligned to huge pages and asks for them.
struct Pool<Element: BitwiseCopyable>: ~Copyable {
  /// Where the elements are; changes when the pool grows.
  private(set) var base: UnsafeMutablePointer<Element>
  /// Elements from the start of the block that have been given out at least once.
  private(set) var used = 0
  private var capacity: Int
  /// The starts of free runs, by their length.
  private var runs: [[UInt32]]
  /// Elements in free runs.
  private(set) var idle = 0

  /// The longest run.
  static var longestRun: Int { 64 }

  /// A pool with room for that many elements at first, all of them given out and filled if
  /// `filling` is not nil.
  init(capacity: Int, filling: Element? = nil) {
    self.capacity = max(capacity, 1024)
    base = Self.allocate(self.capacity)
    runs = Array(repeating: [], count: Self.longestRun + 1)
    if let filling {
      base.initialize(repeating: filling, count: capacity)
      used = capacity
    }
  }

  deinit { free(base) }

  /// Bytes of the elements that are in use.
  var liveBytes: Int { (used - idle) * MemoryLayout<Element>.stride }

  /// Bytes that the pool holds, free runs and room to grow included.
  var heldBytes: Int { capacity * MemoryLayout<Element>.stride }

  /// The first of `count` neighbours, 1 to 64, that are now the caller's, not initialised.
  mutating func take(_ count: Int) -> UInt32 {
    if let start = runs[count].popLast() {
      idle -= count
      return start
    }
    if used + count > capacity { grow() }
    defer { used += count }
    return UInt32(used)
  }

  /// Gives `count` neighbours back.
  mutating func give(_ start: UInt32, count: Int) {
    runs[count].append(start)
    idle += count
  }

  private mutating func grow() {
    let larger = Self.allocate(capacity * 2)
    larger.update(from: base, count: used)
    free(base)
    base = larger
    capacity *= 2
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    let hugePage = 2 << 20
    let bytes = count * MemoryLayout<Element>.stride
    var memory: UnsafeMutableRawPointer?
    let status = posix_memalign(&memory, bytes < hugePage ? 64 : hugePage, bytes)
    // Like the standard library's own collections, which end the process when memory does.
    guard status == 0, let memory else { fatalError("no memory for \(bytes) bytes of routes") }
    // A hint: without huge pages the table works as well, a little slower.
    if bytes >= hugePage { _ = madvise(memory, bytes, MADV_HUGEPAGE) }
    return memory.bindMemory(to: Element.self, capacity: count)
  }
}

/// A first-in-first-out queue of plain values in one block of memory that grows by doubling.
struct Ring<Element: BitwiseCopyable>: ~Copyable {
  private var storage: UnsafeMutablePointer<Element>
  private var mask: Int
  private var head = 0
  /// How many values wait.
  private(set) var count = 0

  /// An empty queue with room for `capacity` values before it grows.
  init(capacity: Int = 16) {
    var size = 16
    while size < capacity { size *= 2 }
    storage = .allocate(capacity: size)
    mask = size - 1
  }

  deinit { storage.deallocate() }

  /// Adds a value at the end. O(1) amortised.
  @inline(__always)
  mutating func append(_ element: Element) {
    if count > mask { grow() }
    storage[(head + count) & mask] = element
    count += 1
  }

  /// Takes the oldest value.
  ///
  /// - Precondition: the queue is not empty.
  @inline(__always)
  mutating func removeFirst() -> Element {
    assert(count > 0, "the ring is empty")
    let element = storage[head]
    head = (head + 1) & mask
    count -= 1
    return element
  }

  /// The value that was added `offset` values after the oldest.
  ///
  /// - Precondition: `offset` is less than `count`.
  @inline(__always)
  subscript(offset: Int) -> Element {
    get { storage[(head + offset) & mask] }
    set { storage[(head + offset) & mask] = newValue }
  }

  private mutating func grow() {
    let size = (mask + 1) * 2
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: size)
    for offset in 0..<count { larger[offset] = storage[(head + offset) & mask] }
    storage.deallocate()
    storage = larger
    mask = size - 1
    head = 0
  }
}

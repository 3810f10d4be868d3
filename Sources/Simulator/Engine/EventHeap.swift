/// A priority queue of events: an implicit heap of arity four in one block of memory.
///
/// Four children lie side by side (LaMarca and Ladner, doi:10.1145/235141.235145). The first of
/// four is found without a branch, because no processor can predict it; the first of fewer, which
/// is all that a heap of a few events needs, with branches, because there it can. The place of the
/// event that was taken out is left open until it is known what fills it: most often that is the
/// next event that is scheduled, which then travels once instead of twice. Nothing is allocated
/// while the heap does not grow.
struct EventHeap: ~Copyable {
  private static let arity = 4

  private var storage: UnsafeMutablePointer<FutureEventSet.Event>
  private var capacity: Int
  /// Places in use, a vacant root included.
  private var used = 0
  /// 1 while the root's event has been taken and nothing has filled its place, else 0.
  private var vacant = 0

  /// An empty heap with room for `capacity` events before it grows.
  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    storage = .allocate(capacity: self.capacity)
  }

  deinit { storage.deallocate() }

  /// How many events it holds.
  @inline(__always)
  var count: Int { used - vacant }

  /// The event that comes first. O(1), or O(log n) after one was taken.
  ///
  /// - Precondition: the heap is not empty.
  @inline(__always)
  var first: FutureEventSet.Event {
    mutating get {
      if vacant == 1 { close() }
      return storage[0]
    }
  }

  /// Adds an event. O(log n), O(1) on average in random order.
  @inline(__always)
  mutating func insert(_ event: FutureEventSet.Event) {
    if vacant == 1 {
      vacant = 0
      sink(event)
      return
    }
    if used == capacity { grow() }
    var hole = used
    used += 1
    while hole > 0 {
      let parent = (hole - 1) / Self.arity
      if storage[parent].precedes(event) { break }
      storage[hole] = storage[parent]
      hole = parent
    }
    storage[hole] = event
  }

  /// Takes out the event that comes first. O(log n).
  ///
  /// - Precondition: the heap is not empty.
  @inline(__always)
  mutating func removeFirst() -> FutureEventSet.Event {
    assert(count > 0, "the heap is empty")
    if vacant == 1 { close() }
    vacant = 1
    return storage[0]
  }

  /// Takes out any event. O(1), or O(log n) after the first was taken.
  ///
  /// - Precondition: the heap is not empty.
  @inline(__always)
  mutating func removeLast() -> FutureEventSet.Event {
    if vacant == 1 { close() }
    used -= 1
    return storage[used]
  }

  /// Fills the vacant root with the last event.
  @inline(__always)
  private mutating func close() {
    vacant = 0
    used -= 1
    if used > 0 { sink(storage[used]) }
  }

  /// Moves `event` down from the root to its place.
  @inline(__always)
  private mutating func sink(_ event: FutureEventSet.Event) {
    var hole = 0
    while true {
      let child = hole * Self.arity + 1
      if child >= used { break }
      let best = child + Self.arity <= used ? firstOfFour(child) : firstOfFew(child)
      if event.precedes(storage[best]) { break }
      storage[hole] = storage[best]
      hole = best
    }
    storage[hole] = event
  }

  @inline(__always)
  private func firstOfFour(_ child: Int) -> Int {
    let left = child + isLater(child, than: child + 1)
    let right = child + 2 + isLater(child + 2, than: child + 3)
    return left + (right - left) * isLater(left, than: right)
  }

  @inline(__always)
  private func firstOfFew(_ child: Int) -> Int {
    var best = child
    var candidate = child + 1
    while candidate < used {
      if storage[candidate].precedes(storage[best]) { best = candidate }
      candidate += 1
    }
    return best
  }

  /// 1 if the event at `place` comes after that at `other`, else 0.
  @inline(__always)
  private func isLater(_ place: Int, than other: Int) -> Int {
    let one = storage + place
    let two = storage + other
    let isLater = two.pointee.time < one.pointee.time ? 1 : 0
    let isEqual = two.pointee.time == one.pointee.time ? 1 : 0
    return isLater | (isEqual & (two.pointee.order < one.pointee.order ? 1 : 0))
  }

  private mutating func grow() {
    var larger = EventHeap(capacity: capacity * 2)
    larger.storage.update(from: storage, count: used)
    larger.used = used
    self = larger
  }
}

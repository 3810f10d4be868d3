/// A priority queue of events: an implicit heap of arity four in one block of memory.
///
/// Four children lie side by side (LaMarca and Ladner, doi:10.1145/235141.235145). The first of
/// four is found without a branch, because no processor can predict it; the first of fewer, which
/// is all that a heap of a few events needs, with branches, because there it can. Nothing is
/// allocated while the heap does not grow.
struct EventHeap: ~Copyable {
  private static let arity = 4

  private var storage: UnsafeMutablePointer<FutureEventSet.Event>
  private var capacity: Int
  /// How many events it holds.
  private(set) var count = 0

  /// An empty heap with room for `capacity` events before it grows.
  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    storage = .allocate(capacity: self.capacity)
  }

  deinit { storage.deallocate() }

  /// The event that comes first.
  ///
  /// - Precondition: the heap is not empty.
  @inline(__always)
  var first: FutureEventSet.Event { storage[0] }

  /// Adds an event. O(log n), O(1) on average in random order.
  @inline(__always)
  mutating func insert(_ event: FutureEventSet.Event) {
    if count == capacity { grow() }
    var hole = count
    count += 1
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
    let first = storage[0]
    let last = removeLast()
    if count > 0 { sink(last) }
    return first
  }

  /// Takes out any event. O(1).
  ///
  /// - Precondition: the heap is not empty.
  @inline(__always)
  mutating func removeLast() -> FutureEventSet.Event {
    count -= 1
    return storage[count]
  }

  /// Moves `event` down from the root to its place.
  @inline(__always)
  private mutating func sink(_ event: FutureEventSet.Event) {
    var hole = 0
    while true {
      let child = hole * Self.arity + 1
      if child >= count { break }
      let best = child + Self.arity <= count ? firstOfFour(child) : firstOfFew(child)
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
    while candidate < count {
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
    larger.storage.update(from: storage, count: count)
    larger.count = count
    self = larger
  }
}

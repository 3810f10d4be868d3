/// The events that have been scheduled and have not happened, in the order in which they happen.
///
/// The order is (time, priority, insertion): total, so a run is the same on every machine. An
/// implicit heap of arity four in one block of memory (doi:10.1145/235141.235145); nothing is
/// allocated while it does not grow.
struct FutureEventSet: ~Copyable {
  /// One scheduled event. What `kind` and `index` mean is the scheduling model's own business.
  struct Event {
    /// When it happens, in picoseconds.
    var time: Int64
    /// The priority in the upper 8 bits, the number of the insertion in the lower 56.
    var order: UInt64
    /// What happens.
    var kind: UInt32
    /// To which object.
    var index: UInt32

    @inline(__always)
    static func precedes(_ left: Event, _ right: Event) -> Bool {
      left.time < right.time || (left.time == right.time && left.order < right.order)
    }
  }

  private static let arity = 4

  private var heap: UnsafeMutablePointer<Event>
  private var capacity: Int
  /// How many events are scheduled.
  private(set) var count = 0
  private var inserted: UInt64 = 0

  /// An empty set with room for `capacity` events before it grows.
  init(capacity: Int = 1024) {
    self.capacity = max(capacity, 16)
    heap = .allocate(capacity: self.capacity)
  }

  deinit { heap.deallocate() }

  /// Schedules an event; among events of one time, lower priorities happen first. O(log n).
  ///
  /// - Precondition: `time` is not before the last event that was taken.
  @inline(__always)
  mutating func schedule(at time: Int64, priority: UInt8 = 0, kind: UInt32, index: UInt32) {
    if count == capacity { grow() }
    inserted += 1
    let event = Event(
      time: time, order: UInt64(priority) << 56 | inserted, kind: kind, index: index)
    var hole = count
    count += 1
    while hole > 0 {
      let parent = (hole - 1) / Self.arity
      if Event.precedes(heap[parent], event) { break }
      heap[hole] = heap[parent]
      hole = parent
    }
    heap[hole] = event
  }

  /// The time of the next event; nil if there is none. O(1).
  @inline(__always)
  var nextTime: Int64? { count == 0 ? nil : heap[0].time }

  /// Takes the next event out; nil if there is none. O(log n).
  @inline(__always)
  mutating func next() -> Event? {
    guard count > 0 else { return nil }
    let first = heap[0]
    count -= 1
    if count > 0 { sink(heap[count]) }
    return first
  }

  /// Moves `event` down from the root to its place.
  @inline(__always)
  private mutating func sink(_ event: Event) {
    var hole = 0
    while true {
      var best = hole * Self.arity + 1
      if best >= count { break }
      let end = min(best + Self.arity, count)
      var candidate = best + 1
      while candidate < end {
        if Event.precedes(heap[candidate], heap[best]) { best = candidate }
        candidate += 1
      }
      if Event.precedes(event, heap[best]) { break }
      heap[hole] = heap[best]
      hole = best
    }
    heap[hole] = event
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Event>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: heap, count: count)
    heap.deallocate()
    heap = larger
    capacity *= 2
  }
}

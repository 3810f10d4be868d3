/// The events that have been scheduled and have not happened, in the order in which they happen.
///
/// The order is (time, priority, kind, object): it depends on what happens, and neither on how the
/// set is built nor on the order in which events were scheduled. Two events that agree in all of it
/// are the same event twice. While few events wait they are all in a heap. When many do,
/// the heap keeps only those of the near future, up to `nearEnd`; the next ones, up to `horizon`,
/// are in buckets, each of which is moved to the heap when its time has come; the rest lies
/// unordered in the far future, and is spread over new buckets when the last bucket is empty. Thus
/// one event costs O(1) amortised where the times are spread, as in a ladder queue
/// (doi:10.1145/1103323.1103324), and O(log n) at worst, as in a heap.
struct FutureEventSet: ~Copyable {
  /// One scheduled event. What `kind` and `index` mean is the scheduling model's own business.
  struct Event: BitwiseCopyable {
    /// When it happens, in picoseconds.
    var time: Int64
    /// The priority in the upper 8 bits, the kind in the next 24, the object in the lower 32.
    var order: UInt64

    /// What happens, less than 2^24.
    @inline(__always)
    var kind: UInt32 { UInt32(truncatingIfNeeded: order >> 32) & 0xff_ffff }

    /// To which object.
    @inline(__always)
    var index: UInt32 { UInt32(truncatingIfNeeded: order) }

    @inline(__always)
    func precedes(_ other: Event) -> Bool {
      time < other.time || (time == other.time && order < other.order)
    }
  }

  /// So many events wait in one heap before buckets pay; back to the heap alone below half of it.
  private static let smallest = 512
  /// Events that a bucket should hold at most when it is moved to the heap.
  private static let bucketSize = 16
  /// The number of times whose median stands for that of the far future.
  private static let sampleSize = 63

  private var near: EventHeap
  private var buckets = EventBuckets()
  private var far: Ring<Event>
  /// Events before this time are in the heap.
  private var nearEnd = Int64.max
  /// Events before this time are in the heap or the buckets.
  private var horizon = Int64.max
  /// The start of the first bucket, and the binary logarithm of a bucket's span.
  private var base: Int64 = 0
  private var shift: Int64 = 0
  private var nextBucket = 0
  private var heapLimit = smallest

  /// An empty set with room for `capacity` events before it grows.
  init(capacity: Int = 1024) {
    near = EventHeap(capacity: min(capacity, 2 * Self.smallest))
    far = Ring(capacity: capacity > Self.smallest ? capacity : 16)
  }

  /// How many events are scheduled.
  var count: Int { near.count + buckets.count + far.count }

  /// Schedules an event; among events of one time, lower priorities happen first.
  ///
  /// - Precondition: `time` is not before the last event that was taken.
  @inline(__always)
  mutating func schedule(at time: Int64, priority: UInt8 = 0, kind: UInt32, index: UInt32) {
    assert(kind < 1 << 24, "a kind of more than 24 bits")
    let event = Event(
      time: time, order: UInt64(priority) << 56 | UInt64(kind) << 32 | UInt64(index))
    if time < nearEnd || nearEnd == .max {
      near.insert(event)
      if near.count > heapLimit && nearEnd == .max { spread() }
    } else if time < horizon {
      buckets.insert(event, bucket: Int((time - base) >> shift))
    } else {
      far.append(event)
    }
  }

  /// The time of the next event; nil if there is none. O(1).
  @inline(__always)
  var nextTime: Int64? { mutating get { near.count == 0 ? nil : near.first.time } }

  /// Takes the next event out; nil if there is none.
  @inline(__always)
  mutating func next() -> Event? {
    guard near.count > 0 else { return nil }
    let event = near.removeFirst()
    if near.count == 0 && nearEnd < .max { refill() }
    return event
  }

  /// The heap has become large: all but the near future leaves it.
  @inline(never)
  private mutating func spread() {
    while near.count > 0 { far.append(near.removeLast()) }
    refill()
  }

  /// Brings the events of the next bucket that has any into the heap.
  ///
  /// Afterwards the heap is empty only if the whole set is.
  @inline(never)
  private mutating func refill() {
    while near.count == 0 {
      if buckets.count == 0 {
        if far.count <= Self.smallest / 2 || !fillBuckets() {
          nearEnd = .max
          horizon = .max
          heapLimit = max(2 * far.count, Self.smallest)
          while far.count > 0 { near.insert(far.removeFirst()) }
          return
        }
      }
      while buckets.isEmpty(bucket: nextBucket) { nextBucket += 1 }
      buckets.empty(bucket: nextBucket, into: &near)
      nextBucket += 1
      nearEnd = base + Int64(nextBucket) << shift
    }
  }

  /// Spreads about half of the far future over new buckets.
  ///
  /// Returns false, and does nothing, at the end of time, where there is no room for buckets.
  private mutating func fillBuckets() -> Bool {
    let count = far.count
    var sample: [Int64] = []
    var first = Int64.max
    for offset in 0..<count { first = min(first, far[offset].time) }
    for position in 0..<Self.sampleSize {
      sample.append(far[position * count / Self.sampleSize].time)
    }
    sample.sort()
    // An eighth of the range of time leaves room for the arithmetic below.
    let half = min(max(sample[Self.sampleSize / 2] - first, 1), .max / 8)
    // Half of the events in `half`: a bucket's share of it, rounded up to a power of two.
    let span = max(half / (Int64(count) / 2) * Int64(Self.bucketSize / 2), 1)
    shift = Int64(Int64.bitWidth - (span - 1).leadingZeroBitCount)
    base = first
    let limit = (Int64.max - first) >> shift
    guard limit > 0 else { return false }
    let bucketCount = min(4 * half >> shift + 1, limit)
    buckets.reset(bucketCount: Int(bucketCount))
    horizon = base + bucketCount << shift
    nextBucket = 0
    for _ in 0..<count {
      let event = far.removeFirst()
      if event.time < horizon {
        buckets.insert(event, bucket: Int((event.time - base) >> shift))
      } else {
        far.append(event)
      }
    }
    return true
  }
}

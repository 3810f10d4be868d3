/// Unordered bags of events, one for each of a row of equal spans of time.
///
/// A bag is a list of chunks of two cache lines each, which come from one pool: adding an event is
/// one write to memory that nobody waits for, and emptying a bag reads few lines.
struct EventBuckets: ~Copyable {
  private struct Chunk {
    var next: Int
    var events: InlineArray<7, FutureEventSet.Event>
  }

  private struct Bucket {
    /// The chunk that is filled now; −1 if there is none.
    var chunk: Int32
    /// Events in that chunk.
    var fill: Int32
  }

  private static let chunkSize: Int32 = 7

  private var buckets: UnsafeMutablePointer<Bucket>
  private var bucketCapacity = 16
  private var pool: UnsafeMutablePointer<Chunk>
  private var poolCapacity: Int32 = 64
  private var poolUsed: Int32 = 0
  /// Chunks of the pool that are not used: a stack beside them, so that taking one does not have to
  /// wait for its memory.
  private var freeChunks: UnsafeMutablePointer<Int32>
  private var freeCount = 0
  /// How many buckets there are.
  private(set) var bucketCount = 0
  /// How many events are in all of them.
  private(set) var count = 0

  init() {
    buckets = .allocate(capacity: bucketCapacity)
    pool = .allocate(capacity: Int(poolCapacity))
    freeChunks = .allocate(capacity: Int(poolCapacity))
  }

  deinit {
    buckets.deallocate()
    pool.deallocate()
    freeChunks.deallocate()
  }

  /// Begins anew with so many empty buckets. O(n).
  ///
  /// - Precondition: all buckets are empty.
  mutating func reset(bucketCount: Int) {
    assert(count == 0, "buckets with events cannot be reset")
    if bucketCount > bucketCapacity {
      buckets.deallocate()
      bucketCapacity = bucketCount
      buckets = .allocate(capacity: bucketCapacity)
    }
    buckets.initialize(repeating: Bucket(chunk: -1, fill: Self.chunkSize), count: bucketCount)
    self.bucketCount = bucketCount
  }

  /// Adds an event to a bucket. O(1) amortised.
  @inline(__always)
  mutating func insert(_ event: FutureEventSet.Event, bucket index: Int) {
    let bucket = buckets + index
    if bucket.pointee.fill == Self.chunkSize {
      let chunk = takeChunk()
      pool[Int(chunk)].next = Int(bucket.pointee.chunk)
      bucket.pointee.chunk = chunk
      bucket.pointee.fill = 0
    }
    pool[Int(bucket.pointee.chunk)].events[unchecked: Int(bucket.pointee.fill)] = event
    bucket.pointee.fill += 1
    count += 1
  }

  /// Whether a bucket has no event.
  @inline(__always)
  func isEmpty(bucket index: Int) -> Bool { buckets[index].chunk < 0 }

  /// Moves all events of a bucket to `heap`.
  mutating func empty(bucket index: Int, into heap: inout EventHeap) {
    var chunk = buckets[index].chunk
    var fill = Int(buckets[index].fill)
    while chunk >= 0 {
      let pointer = pool + Int(chunk)
      for position in 0..<fill { heap.insert(pointer.pointee.events[unchecked: position]) }
      count -= fill
      let next = Int32(truncatingIfNeeded: pointer.pointee.next)
      freeChunks[freeCount] = chunk
      freeCount += 1
      chunk = next
      fill = Int(Self.chunkSize)
    }
    buckets[index] = Bucket(chunk: -1, fill: Self.chunkSize)
  }

  @inline(__always)
  private mutating func takeChunk() -> Int32 {
    if freeCount > 0 {
      freeCount -= 1
      return freeChunks[freeCount]
    }
    if poolUsed == poolCapacity { growPool() }
    poolUsed += 1
    return poolUsed - 1
  }

  private mutating func growPool() {
    let larger = UnsafeMutablePointer<Chunk>.allocate(capacity: Int(poolCapacity) * 2)
    larger.moveInitialize(from: pool, count: Int(poolUsed))
    pool.deallocate()
    pool = larger
    poolCapacity *= 2
    // Nothing is free now: that is why the pool grows.
    freeChunks.deallocate()
    freeChunks = .allocate(capacity: Int(poolCapacity))
  }
}

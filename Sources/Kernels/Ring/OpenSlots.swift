/// A slot of a ring while frames are being joined in it.
struct OpenSlot {
  /// Where its frame begins.
  let memory: UnsafeMutableRawPointer
  /// The first frame's headers, in case others are to follow: beside each other in the caches,
  /// where the slots, all at multiples of the same power of two, would evict one another.
  private let header: Header
  /// The bytes of each frame behind its headers.
  let payload: UInt32
  /// The frames in it.
  private(set) var segments: UInt32 = 1

  /// The headers' 42 bytes, and the first of the payload.
  private typealias Header = InlineArray<6, UInt64>

  /// A slot that holds a frame, of which a copy is in `memory`.
  @inline(__always)
  init(_ memory: UnsafeMutableRawPointer, _ frame: UnsafeRawPointer, count: Int) {
    self.memory = memory
    var header = Header(repeating: 0)
    withUnsafeMutableBytes(of: &header) {
      $0.copyMemory(
        from: UnsafeRawBufferPointer(start: frame, count: min(count, JoinableDatagram.headerBytes)))
    }
    self.header = header
    payload = UInt32(truncatingIfNeeded: max(0, count - JoinableDatagram.headerBytes))
    bytes = count
  }

  /// The bytes of all headers and payloads in it.
  private(set) var bytes: Int

  /// Whether a frame that may be joined continues what is in the slot, and has room there.
  @inline(__always)
  func takes(_ frame: UnsafeRawPointer, count: Int, of capacity: Int) -> Bool {
    guard count - JoinableDatagram.headerBytes == Int(payload),
      segments < JoinableDatagram.mostSegments, bytes + Int(payload) <= capacity
    else { return false }
    return withUnsafeBytes(of: header) {
      guard let first = $0.baseAddress else { return false }
      return JoinableDatagram.isNumber(Int(segments), after: first, frame)
    }
  }

  /// Adds a frame's payload.
  @inline(__always)
  mutating func append(_ octets: UnsafeRawPointer) {
    (memory + bytes).copyMemory(from: octets, byteCount: Int(payload))
    bytes += Int(payload)
    segments += 1
  }
}

/// The slots that wait for a ring's next flush, in the order of their first frames, and for each
/// flow the one that its next frame may join.
///
/// Flows are told apart by the highest bits of their hash; of two with the same bits, the one that
/// came last can be joined.
struct OpenSlots: ~Copyable {
  /// Bits of a flow's hash: for several times the flows of a burst, so that few share theirs.
  private static let bucketBits = 10
  private static let buckets = 1 << bucketBits

  private let slots: UnsafeMutablePointer<OpenSlot>
  /// For each bucket the generation in which it was written, and the number of its slot.
  private let latest: UnsafeMutablePointer<UInt64>
  private var generation: UInt64 = 1
  /// The number of slots.
  private(set) var count = 0

  init(capacity: Int) {
    slots = .allocate(capacity: capacity)
    latest = .allocate(capacity: Self.buckets)
    latest.initialize(repeating: 0, count: Self.buckets)
  }

  deinit {
    slots.deallocate()
    latest.deallocate()
  }

  /// The slot that a frame of a flow may join.
  @inline(__always)
  subscript(flow: UInt32) -> UnsafeMutablePointer<OpenSlot>? {
    let entry = latest[Self.bucket(flow)]
    return entry >> 32 == generation ? slots + Int(entry & 0xFFFF_FFFF) : nil
  }

  /// The slot of that number.
  @inline(__always)
  func slot(_ index: Int) -> UnsafeMutablePointer<OpenSlot> { slots + index }

  /// Adds a slot, which frames of that flow may join; at most as many as there is capacity for.
  @inline(__always)
  mutating func append(_ slot: OpenSlot, flow: UInt32?) {
    (slots + count).initialize(to: slot)
    if let flow { latest[Self.bucket(flow)] = generation << 32 | UInt64(count) }
    count += 1
  }

  /// Keeps frames of that flow from joining what is there.
  @inline(__always)
  func close(_ flow: UInt32) { latest[Self.bucket(flow)] = 0 }

  /// Keeps all frames from joining what is there.
  @inline(__always)
  mutating func closeAll() {
    generation += 1
    if generation > UInt64(UInt32.max) {
      latest.update(repeating: 0, count: Self.buckets)
      generation = 1
    }
  }

  /// Forgets all slots.
  mutating func removeAll() {
    count = 0
    closeAll()
  }

  @inline(__always)
  private static func bucket(_ flow: UInt32) -> Int { Int(flow >> (32 - bucketBits)) }
}

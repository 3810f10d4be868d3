/// A port that takes frames as fast as they are written, and forgets them: what remains of a
/// sender's cost is its own.
struct MemoryTransmitter: ~Copyable, FrameTransmitter {
  let largestFrame = FrameMix.largestSize - Ethernet.checkBytes
  let rejected = 0
  private let slots = FrameMemory()
  private var next = 0

  @inline(__always)
  mutating func reserve() -> UnsafeMutableRawPointer? { slots[next] }

  @inline(__always)
  mutating func commit(count: Int) { next = (next + 1) % FrameMemory.count }

  func flush() throws(PacketRingError) -> Bool { true }

  func wait(milliseconds: Int32) throws(PacketRingError) -> Bool { true }

  func drain(milliseconds: Int) throws(PacketRingError) -> Int { 0 }
}

/// A port on which the frames of a load arrive in order and at once, so many of them.
struct MemoryReceiver: ~Copyable, FrameReceiver {
  private let load: TrafficLoad
  private let templates: FrameTemplates
  private let slots = FrameMemory()
  private var next = 0

  init(load: TrafficLoad) {
    self.load = load
    templates = FrameTemplates(
      sizes: load.mix.pattern, flows: load.flows, addresses: load.addresses)
  }

  mutating func receive(into frames: UnsafeMutableBufferPointer<RingFrame>) -> Int {
    let left = (load.packets ?? 0) - next
    let count = min(left, frames.count, FrameMemory.count)
    for index in 0..<max(0, count) {
      let payload = TrafficPayload(
        mark: .data, stream: load.stream, sequence: UInt32(truncatingIfNeeded: next),
        nanoseconds: UInt64(next))
      let length = templates.write(next % templates.count, payload, to: slots[index])
      frames.initializeElement(
        at: index,
        to: RingFrame(
          start: slots[index], count: length, originalCount: length,
          nanoseconds: UInt64(next) + 1000, vlanTag: nil, isChecksumPending: false))
      next += 1
    }
    return max(0, count)
  }

  func wait(milliseconds: Int32) throws(PacketRingError) -> Bool { next < (load.packets ?? 0) }

  func statistics() throws(PacketRingError) -> RingStatistics { RingStatistics() }
}

/// Zeroed memory for some frames of the largest size.
///
/// A class, because Swift 6.3 without whole-module optimisation makes the destruction of such a
/// structure, a member of another that cannot be copied, call itself for ever.
private final class FrameMemory {
  static let count = 256
  private static let stride = 9216
  private let memory: UnsafeMutableRawPointer

  init() {
    memory = .allocate(byteCount: Self.count * Self.stride, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: Self.count * Self.stride)
  }

  deinit { memory.deallocate() }

  @inline(__always)
  subscript(index: Int) -> UnsafeMutableRawPointer { memory + index * Self.stride }
}

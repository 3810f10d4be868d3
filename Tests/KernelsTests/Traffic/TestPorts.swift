import Kernels
import Synchronization

/// A clock that goes on only when it is looked at or rested on.
final class TestClock: TrafficClock {
  private let now = Atomic<UInt64>(1_000_000)
  private let ahead = Atomic<UInt64>(1_700_000_000_000_000_000)
  /// What looking at it costs, in nanoseconds.
  let step: UInt64

  init(step: UInt64 = 20) { self.step = step }

  func monotonic() -> UInt64 { now.wrappingAdd(step, ordering: .relaxed).newValue }

  func realtime() -> UInt64 {
    now.load(ordering: .relaxed) + ahead.load(ordering: .relaxed)
  }

  func rest(nanoseconds: UInt64) { pass(nanoseconds) }

  func sleep(until time: UInt64) {
    let now = now.load(ordering: .relaxed)
    if time > now { pass(time - now) }
  }

  /// Lets time pass.
  func pass(_ nanoseconds: UInt64) { now.wrappingAdd(nanoseconds, ordering: .relaxed) }

  /// Sets the time of day forward.
  func set(forward nanoseconds: UInt64) { ahead.wrappingAdd(nanoseconds, ordering: .relaxed) }
}

/// A port that keeps the frames, and takes as long for each flush as it is told.
struct TestTransmitter: ~Copyable, FrameTransmitter {
  var largestFrame = 1514
  var rejected = 0
  /// The frames that were sent, and the most that one flush sent.
  private(set) var frames: [[UInt8]] = []
  private(set) var largestFlush = 0
  /// What a flush costs, after how many flushes the interface stands still, and how long.
  var flushCost: UInt64 = 1000
  var stallAfter = Int.max
  var stall: UInt64 = 0

  private let clock: TestClock
  private let memory = UnsafeMutableRawPointer.allocate(byteCount: 2048, alignment: 16)
  private var pending: [[UInt8]] = []
  private var flushes = 0

  init(clock: TestClock) {
    self.clock = clock
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: 2048)
  }

  deinit { memory.deallocate() }

  mutating func reserve() -> UnsafeMutableRawPointer? { memory }

  mutating func commit(count: Int) {
    pending.append(Array(UnsafeRawBufferPointer(start: memory, count: count)))
  }

  mutating func flush() throws(PacketRingError) -> Bool {
    clock.pass(flushCost)
    flushes += 1
    if flushes == stallAfter { clock.pass(stall) }
    largestFlush = max(largestFlush, pending.count)
    frames += pending
    pending = []
    return true
  }

  func wait(milliseconds: Int32) throws(PacketRingError) -> Bool { true }

  mutating func drain(milliseconds: Int) throws(PacketRingError) -> Int { 0 }
}

/// A port on which given frames arrive, a few at a time, a microsecond after one another.
struct TestReceiver: ~Copyable, FrameReceiver {
  private let clock: TestClock
  private let frames: [[UInt8]]
  private let memory: UnsafeMutableRawPointer
  private var next = 0
  /// How many frames the interface drops.
  var dropped: UInt64 = 0

  init(_ frames: [[UInt8]], clock: TestClock) {
    self.frames = frames
    self.clock = clock
    memory = .allocate(byteCount: 16 * 2048, alignment: 16)
  }

  deinit { memory.deallocate() }

  mutating func receive(into result: UnsafeMutableBufferPointer<RingFrame>) -> Int {
    let count = min(frames.count - next, result.count, 16)
    for index in 0..<count {
      let frame = frames[next]
      let place = memory + index * 2048
      place.copyMemory(from: frame, byteCount: frame.count)
      result.initializeElement(
        at: index,
        to: RingFrame(
          start: place, count: frame.count, originalCount: frame.count,
          nanoseconds: clock.realtime() + 1000))
      clock.pass(1000)
      next += 1
    }
    return count
  }

  func wait(milliseconds: Int32) throws(PacketRingError) -> Bool {
    clock.pass(UInt64(milliseconds) * 1_000_000)
    return next < frames.count
  }

  func statistics() throws(PacketRingError) -> RingStatistics {
    var statistics = RingStatistics()
    statistics.dropped = dropped
    return statistics
  }
}

/// The frames that a load sends.
func framesOf(_ load: TrafficLoad) throws -> [[UInt8]] {
  let clock = TestClock()
  var port = TestTransmitter(clock: clock)
  _ = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
  return port.frames
}

/// What a receiver makes of frames.
func reportOf(_ frames: [[UInt8]]) throws -> ReceiveReport {
  let clock = TestClock()
  var port = TestReceiver(frames, clock: clock)
  return try TrafficReceiver(settings: .init(), clock: clock, stop: StopFlag()).run(on: &port)
}

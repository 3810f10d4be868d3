/// Receives a stream's frames and accounts for them.
///
/// Generic over the port and the clock, so that tests give it frames from memory.
public struct TrafficReceiver<Clock: TrafficClock>: ~Copyable {
  /// What can be chosen of a receiver.
  public struct Settings: Hashable, Sendable {
    /// The stream whose frames are counted.
    public var stream: UInt16 = 1
    /// The UDP port by which frames are known.
    public var port: UInt16 = 9
    /// How long to receive at most, in nanoseconds.
    public var nanoseconds: UInt64 = 10_000_000_000
    /// How long to wait for stragglers after the end, in nanoseconds.
    public var settling: UInt64 = 200_000_000
    /// How long to wait for frames before looking at the time, in milliseconds.
    public var patience: Int32 = 5

    /// Stream 1 on port 9, ten seconds, a fifth of a second for stragglers.
    public init() {}
  }

  private let settings: Settings
  private let clock: Clock
  private let stop: StopFlag
  private var tracker = SequenceTracker()
  private var report = ReceiveReport()

  /// Frames that are taken from the port at once.
  private static var batch: Int { 256 }
  /// The kernel's clocks drift apart by at most 500 parts in a million (`adjtimex(2)`).
  private static var drift: Double { 500e-6 }
  /// What reading two clocks one after the other may cost on a busy machine, in nanoseconds.
  private static var readingError: Double { 1_000_000 }

  /// A receiver that ends when the time is over, when the stream's end was announced and nothing
  /// more came while settling, or, as late, after `stop` is raised.
  public init(settings: Settings, clock: Clock, stop: StopFlag) {
    self.settings = settings
    self.clock = clock
    self.stop = stop
  }

  /// Receives until the end.
  ///
  /// - Parameter senderIsDone: Raised by a sender in the same process; what is on the way then is
  ///   still awaited.
  /// - Throws: `TrafficError.ring` if the interface fails.
  public consuming func run<Port: FrameReceiver & ~Copyable>(
    on port: inout Port, senderIsDone: StopFlag = StopFlag()
  ) throws(TrafficError) -> ReceiveReport {
    let frames = UnsafeMutableBufferPointer<RingFrame>.allocate(capacity: Self.batch)
    defer { frames.deallocate() }
    let start = clock.monotonic()
    let offset = Int64(bitPattern: clock.realtime() &- start)
    do throws(PacketRingError) {
      var quietSince = start
      while !stop.isRaised {
        let count = port.receive(into: frames)
        for index in 0..<count { account(frames[index]) }
        if count == frames.count { continue }
        let now = clock.monotonic()
        if count > 0 { quietSince = now }
        let isOver = report.announced != nil || senderIsDone.isRaised
        if isOver, now - quietSince >= settings.settling { break }
        if now - start >= settings.nanoseconds { break }
        if count == 0 { _ = try port.wait(milliseconds: settings.patience) }
      }
      report.dropped = Int(try port.statistics().dropped)
    } catch {
      throw .ring(error)
    }
    let end = clock.monotonic()
    let moved = Int64(bitPattern: clock.realtime() &- end) - offset
    let allowed = Double(end - start) * Self.drift + Self.readingError
    report.isClockStepped = Double(moved.magnitude) > allowed
    return finished()
  }

  private mutating func finished() -> ReceiveReport {
    report.unique = tracker.unique
    report.duplicates = tracker.duplicates
    report.reordered = tracker.reordered
    report.tooOld = tracker.tooOld
    report.largestExtent = tracker.largestExtent
    if tracker.reordered > 0 {
      report.meanExtent = Double(tracker.totalExtent) / Double(tracker.reordered)
    }
    if tracker.greatest >= 0 { report.sequences = tracker.smallest...tracker.greatest }
    return report
  }

  @inline(__always)
  private mutating func account(_ frame: RingFrame) {
    switch FrameInspection(frame, port: settings.port) {
    case .ignored: report.ignored += 1
    case .corrupted: report.corrupted += 1
    case .whole(let payload) where payload.stream != settings.stream: report.foreign += 1
    case .whole(let payload) where payload.mark == .end:
      report.announced = Int(payload.sequence)
    case .whole(let payload): account(frame, payload)
    }
  }

  @inline(__always)
  private mutating func account(_ frame: RingFrame, _ payload: TrafficPayload) {
    if report.received == 0 { report.first = frame.nanoseconds }
    report.last = frame.nanoseconds
    report.received += 1
    report.bytes += frame.originalCount + Ethernet.checkBytes
    tracker.arrive(payload.sequence)
    if frame.nanoseconds >= payload.nanoseconds {
      report.latency.record(frame.nanoseconds - payload.nanoseconds)
    } else {
      report.negativeLatencies += 1
    }
  }
}

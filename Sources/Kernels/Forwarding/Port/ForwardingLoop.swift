/// When a loop ends, if nothing asks it to before.
public struct ForwardingLimits: Hashable, Sendable {
  /// Nanoseconds that it runs; nil for no limit.
  public var nanoseconds: UInt64?
  /// Packets that it receives before it ends; nil for no limit.
  public var packets: Int?

  /// Those limits.
  public init(nanoseconds: UInt64? = nil, packets: Int? = nil) {
    self.nanoseconds = nanoseconds
    self.packets = packets
  }
}

/// What a loop has done.
public struct ForwardingReport: Hashable, Sendable {
  /// Packets by outcome.
  public var counters = ForwardingCounters()
  /// Forwarded packets and answers that found no room at the port that they leave by.
  public var unsent = 0
  /// Frames that the kernel dropped before they were received.
  public var lost = 0
  /// Nanoseconds that the loop ran.
  public var nanoseconds: UInt64 = 0

  /// Nothing done yet.
  public init() {}
}

/// Receives from ports, forwards, and sends, on the calling thread.
public struct ForwardingLoop<Port: ForwardingPort & ~Copyable>: ~Copyable {
  /// Frames that are received from a port before the next has its turn.
  public static var burst: Int { 1024 }
  /// Turns without a frame after which the thread sleeps for its next.
  private static var patience: Int { 64 }

  private var forwarder: Forwarder
  private let ports: UnsafeMutablePointer<Port>
  private let portCount: Int
  private let slots: UnsafeMutableBufferPointer<PacketSlot>
  private let answer: UnsafeMutableRawBufferPointer
  private var report = ForwardingReport()

  /// A loop without a port.
  ///
  /// - Parameter ports: The ports that there will be, as many as the forwarder's at least.
  public init(_ forwarder: consuming Forwarder, ports: Int, open: (Int) throws -> Port) throws {
    let memory = UnsafeMutablePointer<Port>.allocate(capacity: ports)
    for index in 0..<ports {
      do {
        (memory + index).initialize(to: try open(index))
      } catch {
        memory.deinitialize(count: index)
        memory.deallocate()
        throw error
      }
    }
    self.ports = memory
    portCount = ports
    self.forwarder = forwarder
    slots = .allocate(capacity: Self.burst)
    answer = .allocate(byteCount: Forwarder.answerSize, alignment: 64)
  }

  deinit {
    ports.deinitialize(count: portCount)
    ports.deallocate()
    slots.deallocate()
    answer.deallocate()
  }

  /// Forwards until `stop` is raised or a limit is reached.
  ///
  /// - Throws: What a port threw; the loop can be run again.
  public mutating func run(
    limits: ForwardingLimits, stop: StopFlag
  ) throws(Port.Failure) -> ForwardingReport {
    let clock = SystemClock()
    let start = clock.monotonic()
    var now = start
    var received = 0
    var idleTurns = 0
    while !stop.isRaised, now - start < limits.nanoseconds ?? .max,
      received < limits.packets ?? .max
    {
      let before = received
      for port in 0..<portCount {
        received += try turn(port, now: now, room: (limits.packets ?? .max) - received)
      }
      for port in 0..<portCount { try ports[port].flush() }
      if received == before {
        idleTurns += 1
        if idleTurns > Self.patience {
          // The ports take turns at being listened to; a frame at another waits a millisecond.
          try ports[idleTurns % portCount].wait(milliseconds: 1)
        }
      } else {
        idleTurns = 0
      }
      now = clock.monotonic()
    }
    report.counters = forwarder.counters
    report.lost = 0
    for port in 0..<portCount { report.lost += try ports[port].lostFrames() }
    report.nanoseconds += now - start
    return report
  }

  /// Takes what a port has, forwards and sends it; the number of packets.
  private mutating func turn(_ port: Int, now: UInt64, room: Int) throws(Port.Failure) -> Int {
    guard room > 0, let base = slots.baseAddress else { return 0 }
    let count = try ports[port].receive(base, capacity: min(slots.count, room), port: port)
    guard count > 0 else { return 0 }
    forwarder.forward(UnsafeMutableBufferPointer(start: base, count: count))
    for index in 0..<count {
      let slot = base + index
      if slot.pointee.outcome == .forwarded {
        let frame = UnsafeRawBufferPointer(
          start: slot.pointee.frame, count: Int(slot.pointee.length))
        try send(frame, by: Int(slot.pointee.egress))
      } else if slot.pointee.outcome.mayBeAnswered,
        let made = forwarder.answer(slot.pointee, into: answer, now: now)
      {
        try send(UnsafeRawBufferPointer(rebasing: answer[..<made.length]), by: made.port)
      }
    }
    return count
  }

  /// Hands a frame to a port; if it has no room, sends what it has and tries once more.
  @inline(__always)
  private mutating func send(_ frame: UnsafeRawBufferPointer, by port: Int) throws(Port.Failure) {
    guard port < portCount else {
      report.unsent += 1
      return
    }
    if try ports[port].send(frame) { return }
    try ports[port].flush()
    if try !ports[port].send(frame) { report.unsent += 1 }
  }
}

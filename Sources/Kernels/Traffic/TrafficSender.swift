/// Sends a load at the times of its schedule.
///
/// Generic over the port and the clock, so that tests have it send into memory at times of their
/// own. It allocates nothing between the first frame and the last.
public struct TrafficSender<Clock: TrafficClock>: ~Copyable {
  private let load: TrafficLoad
  private let clock: Clock
  private let stop: StopFlag
  private let templates: FrameTemplates
  private var template = 0
  /// Frames of the template that were sent in a row.
  private var inRow = 0
  private var report = SendReport()

  /// How much longer than intended a run may take to hand over its last frames, as a share.
  private static var grace: Double { 1 - SendReport.leastOffered }

  /// A sender of a load that was validated for the port it will be given.
  public init(load: TrafficLoad, clock: Clock, stop: StopFlag) {
    self.load = load
    self.clock = clock
    self.stop = stop
    templates = FrameTemplates(
      sizes: load.mix.pattern, flows: load.flows, addresses: load.addresses)
  }

  /// Sends the whole load, or until the stop flag is raised, and announces its end.
  ///
  /// - Throws: `TrafficError` if the load does not fit the port, or the interface fails.
  public consuming func run<Port: FrameTransmitter & ~Copyable>(
    on port: inout Port
  ) throws(TrafficError) -> SendReport {
    try load.validate(largestFrame: port.largestFrame)
    do throws(PacketRingError) {
      if let rate = load.packetsPerSecond {
        try sendPaced(rate, on: &port)
      } else {
        try sendAll(on: &port)
      }
      report.isInterrupted = stop.isRaised
      report.unsent = try port.drain(milliseconds: 1000) + port.rejected
      try templates.announceEnd(stream: load.stream, sent: report.sent, at: clock, on: &port)
    } catch {
      throw .ring(error)
    }
    return report
  }

  private var limit: UInt64 { UInt64(load.duration.seconds * 1e9) }
  private var most: Int { load.packets ?? .max }

  /// Frames at the times of the schedule.
  private mutating func sendPaced<Port: FrameTransmitter & ~Copyable>(
    _ rate: Double, on port: inout Port
  ) throws(PacketRingError) {
    var schedule = DepartureSchedule(load, packetsPerSecond: rate)
    let latest = limit + UInt64(Double(limit) * Self.grace)
    let start = clock.monotonic()
    var due = schedule.next()
    var end = start
    while report.sent < most, due < limit, !stop.isRaised {
      let now = clock.monotonic() - start
      if now < due {
        clock.rest(nanoseconds: due - now)
        continue
      }
      if now > latest { break }
      let oldest = due
      let stamp = clock.realtime()
      var count = 0
      while count < load.burst, due <= now, due < limit, report.sent < most,
        let slot = port.reserve()
      {
        write(to: slot, stamp, on: &port)
        due = schedule.next()
        count += 1
      }
      guard count > 0 else {
        _ = try port.wait(milliseconds: 1)
        continue
      }
      report.lateness.record(now - oldest, count: count)
      report.largestBurst = max(report.largestBurst, count)
      try flush(&port, until: start + latest)
      end = clock.monotonic()
    }
    finish(schedule: schedule, due: due, start: start, end: end)
  }

  /// Says what should have been sent by now, all of it unless the load was cut.
  private mutating func finish(
    schedule: DepartureSchedule, due: UInt64, start: UInt64, end: UInt64
  ) {
    report.nanoseconds = end - start
    let isWhole = report.sent >= most
    let horizon = isWhole ? due : stop.isRaised ? min(limit, clock.monotonic() - start) : limit
    let missed = due < horizon ? Int(Double(horizon - due) / schedule.interval) + 1 : 0
    report.intended = report.sent + (isWhole ? 0 : missed)
    report.intendedNanoseconds = horizon
  }

  /// Frames as fast as they go.
  private mutating func sendAll<Port: FrameTransmitter & ~Copyable>(
    on port: inout Port
  ) throws(PacketRingError) {
    report.isSaturation = true
    let start = clock.monotonic()
    var now = start
    while report.sent < most, now - start < limit, !stop.isRaised {
      let stamp = clock.realtime()
      var count = 0
      while count < load.burst, report.sent < most, let slot = port.reserve() {
        write(to: slot, stamp, on: &port)
        count += 1
      }
      if count == 0 { _ = try port.wait(milliseconds: 1) }
      report.largestBurst = max(report.largestBurst, count)
      try flush(&port, until: start + limit)
      now = clock.monotonic()
    }
    report.nanoseconds = now - start
    report.intended = report.sent
    report.intendedNanoseconds = report.nanoseconds
  }

  @inline(__always)
  private mutating func write<Port: FrameTransmitter & ~Copyable>(
    to slot: UnsafeMutableRawPointer, _ stamp: UInt64, on port: inout Port
  ) {
    let payload = TrafficPayload(
      mark: .data, stream: load.stream, sequence: UInt32(truncatingIfNeeded: report.sent),
      nanoseconds: stamp)
    let length = templates.write(template, payload, to: slot)
    port.commit(count: length)
    inRow += 1
    if inRow == load.train {
      inRow = 0
      template = template + 1 == templates.count ? 0 : template + 1
    }
    report.sent += 1
    report.bytes += length + Ethernet.checkBytes
  }

  /// Hands over what is committed before anything else is written, so that no burst is larger than
  /// stated.
  @inline(__always)
  private func flush<Port: FrameTransmitter & ~Copyable>(
    _ port: inout Port, until latest: UInt64
  ) throws(PacketRingError) {
    while try !port.flush(), !stop.isRaised, clock.monotonic() < latest {
      _ = try port.wait(milliseconds: 1)
    }
  }
}

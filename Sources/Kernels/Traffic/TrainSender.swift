/// Sends trains of frames at the times of their plan, and sleeps between them.
///
/// It never spins: what is executed between two trains is to be nothing.
public struct TrainSender<Clock: TrafficClock>: ~Copyable {
  private let plan: TrainPlan
  private let clock: Clock
  private let stop: StopFlag
  private let templates: FrameTemplates
  private var report = SendReport()

  /// How long an interface may take for a train, in nanoseconds.
  private static var flushLimit: UInt64 { 1_000_000_000 }

  /// A sender of that plan.
  ///
  /// - Throws: `TrafficError.setting` if the plan cannot be sent.
  public init(plan: TrainPlan, clock: Clock, stop: StopFlag) throws(TrafficError) {
    try plan.validate()
    self.plan = plan
    self.clock = clock
    self.stop = stop
    templates = FrameTemplates(
      sizes: plan.sizes, flows: 1, addresses: plan.addresses)
  }

  /// Sends all trains, or until the stop flag is raised, and announces the end.
  ///
  /// The lateness that is reported is of each train's first frame.
  ///
  /// - Throws: `TrafficError` if a frame does not fit the port, or the interface fails.
  public consuming func run<Port: FrameTransmitter & ~Copyable>(
    on port: inout Port
  ) throws(TrafficError) -> SendReport {
    try FrameMix(pattern: plan.sizes).validate(largestFrame: port.largestFrame)
    report.intended = plan.frames
    let last = plan.trials.count - 1
    report.intendedNanoseconds =
      plan.due(trial: last, train: plan.trials[last].count - 1) - plan.start
    do throws(PacketRingError) {
      for (number, trial) in plan.trials.enumerated() {
        guard let template = plan.sizes.firstIndex(of: trial.size) else { continue }
        for train in 0..<trial.count {
          guard try send(trial.length, template, at: plan.due(trial: number, train: train), &port)
          else { break }
        }
      }
      report.isInterrupted = stop.isRaised
      report.unsent = try port.drain(milliseconds: 1000) + port.rejected
      try templates.announceEnd(
        stream: plan.stream, sent: report.sent, at: clock, on: &port)
    } catch {
      throw .ring(error)
    }
    return report
  }

  /// Sends one train at its time; false if the end was asked for.
  private mutating func send<Port: FrameTransmitter & ~Copyable>(
    _ length: Int, _ template: Int, at due: UInt64, _ port: inout Port
  ) throws(PacketRingError) -> Bool {
    while clock.monotonic() < due, !stop.isRaised { clock.sleep(until: due) }
    guard !stop.isRaised else { return false }
    let began = clock.monotonic()
    report.lateness.record(began - due)
    var left = length
    while left > 0 {
      let stamp = clock.realtime()
      let before = left
      while left > 0, let slot = port.reserve() {
        let payload = TrafficPayload(
          mark: .data, stream: plan.stream, sequence: UInt32(truncatingIfNeeded: report.sent),
          nanoseconds: stamp)
        let count = templates.write(template, payload, to: slot)
        port.commit(count: count)
        report.sent += 1
        report.bytes += count + Ethernet.checkBytes
        left -= 1
      }
      report.largestBurst = max(report.largestBurst, before - left)
      while try !port.flush(), clock.monotonic() < began + Self.flushLimit {
        _ = try port.wait(milliseconds: 1)
      }
      guard clock.monotonic() < began + Self.flushLimit else { break }
      if left == before { _ = try port.wait(milliseconds: 1) }
    }
    report.nanoseconds = clock.monotonic() - min(plan.start, due)
    return true
  }
}

import Kernels
import Model
import Testing

/// The sender of trains on a clock and a port of the test's.
@Suite
struct TrainSenderTests {
  private static func plan(_ trials: [PacketTrains]) -> TrainPlan {
    TrainPlan(
      trials: trials, start: 5_000_000_000, period: SimTime(seconds: 2),
      spread: SimTime(seconds: 1))
  }

  /// Behind the headers of Ethernet, IPv4 and UDP.
  private static func payload(of frame: [UInt8]) -> TrafficPayload? {
    frame.withUnsafeBytes { bytes in
      bytes.baseAddress.flatMap { TrafficPayload(reading: $0 + 42) }
    }
  }

  @Test
  func eachTrainLeavesWholeAndAtItsTime() throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    let plan = Self.plan([
      PacketTrains(size: 64, count: 3, length: 4),
      PacketTrains(size: 1518, count: 2, length: 1),
    ])
    #expect(plan.due(trial: 0, train: 1) == 5_500_000_000)
    #expect(plan.due(trial: 1, train: 0) == 7_000_000_000)
    #expect(plan.due(trial: 1, train: 1) == 8_000_000_000)
    let report = try TrainSender(plan: plan, clock: clock, stop: StopFlag()).run(on: &port)
    #expect(report.sent == 14 && report.intended == 14 && report.largestBurst == 4)
    #expect(report.bytes == 12 * 64 + 2 * 1518)
    #expect(report.lateness.count == 5)
    let latest = try #require(report.lateness.summary).maximum
    #expect(latest < 1_000)
    #expect(!report.isStretched)
    // Three announcements of the end follow.
    let frames = port.frames
    #expect(frames.map(\.count) == Array(repeating: 60, count: 12) + [1514, 1514, 60, 60, 60])
    // One numbering of frames for all trials.
    for (number, frame) in frames.prefix(14).enumerated() {
      let payload = try #require(Self.payload(of: frame))
      #expect(payload.sequence == UInt32(number))
    }
  }

  @Test
  func aRaisedFlagEndsItBetweenTrains() throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    let stop = StopFlag()
    stop.raise()
    let plan = Self.plan([PacketTrains(size: 64, count: 3, length: 4)])
    let report = try TrainSender(plan: plan, clock: clock, stop: stop).run(on: &port)
    #expect(report.isInterrupted && report.sent == 0)
  }

  @Test
  func aTrainThatIsLateIsSeen() throws {
    let clock = TestClock()
    clock.pass(6_000_000_000)
    var port = TestTransmitter(clock: clock)
    let plan = Self.plan([PacketTrains(size: 64, count: 2, length: 1)])
    let report = try TrainSender(plan: plan, clock: clock, stop: StopFlag()).run(on: &port)
    let latest = try #require(report.lateness.summary).maximum
    #expect(latest >= 1_000_000_000)
  }

  @Test
  func plansThatCannotBeSentAreRefused() {
    let good = PacketTrains(size: 64, count: 1, length: 1)
    var plans = [Self.plan([])]
    for bad in [(63, 1, 1), (64, 0, 1), (64, 1, 0), (64, 1, 1025), (9019, 1, 1), (64, 10_001, 1)] {
      plans.append(Self.plan([good, PacketTrains(size: bad.0, count: bad.1, length: bad.2)]))
    }
    var slow = Self.plan([good])
    slow.spread = slow.period
    plans.append(slow)
    for plan in plans { #expect(throws: TrafficError.self) { try plan.validate() } }
    #expect(throws: Never.self) { try Self.plan([good]).validate() }
  }
}

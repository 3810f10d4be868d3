import Foundation
import Kernels
import Model
import Testing

/// The sender on a clock and a port of the test's.
@Suite
struct TrafficSenderTests {
  @Test
  func aConstantRateIsSentWhole() throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    let load = try Self.load("100 kpacket/s", seconds: 0.1)
    let report = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
    #expect(report.intended == 10_000)
    #expect(report.sent == 10_000)
    #expect(report.bytes == 640_000)
    #expect(!report.isStretched)
    #expect(report.offeredShare == 1)
    #expect(abs(report.sentRate - 100_000) < 1)
    // The end is announced three times.
    let count = port.frames.count
    #expect(count == 10_003)
  }

  /// Late or not, no burst is larger than stated, and the lateness is reported.
  @Test(arguments: [1, 7, 32])
  func burstsAreNoLargerThanStated(burst: Int) throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    // Two milliseconds behind once, so that a catching-up is seen.
    port.stallAfter = 50
    port.stall = 2_000_000
    var load = try Self.load("100 kpacket/s", seconds: 0.1)
    load.burst = burst
    let report = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
    let largest = port.largestFlush
    #expect(largest <= burst)
    #expect(report.largestBurst <= burst)
    #expect(report.sent == 10_000)
    let most = try #require(report.lateness.summary).maximum
    #expect(most >= 1_990_000 && most <= 2_100_000)
    #expect(report.lateness.count == 10_000)
  }

  /// The interface takes 12 µs for each frame of a load that has one each 10 µs.
  @Test
  func anOverloadIsSeenAsStretched() throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    port.flushCost = 12_000
    var load = try Self.load("100 kpacket/s", seconds: 0.1)
    load.burst = 1
    let report = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
    #expect(report.intended == 10_000)
    #expect(report.isStretched)
    #expect(abs(report.offeredShare - 10.0 / 12) < 0.01)
    #expect(abs(report.sentRate - 1e6 / 12) < 1000)
    let reasons = TrafficReport(send: report, receive: nil).invalidity
    #expect(reasons.count == 1)
    #expect(reasons.allSatisfy { $0.contains("99.9") })
  }

  /// A pause near the end leaves no time to catch up: 0.5 % of the load is missing or late.
  @Test
  func aPauseAtTheEndIsSeenAsStretched() throws {
    for (pause, isStretched) in [(0, false), (600_000, true)] as [(UInt64, Bool)] {
      let clock = TestClock()
      var port = TestTransmitter(clock: clock)
      port.stallAfter = 9_990
      port.stall = pause
      var load = try Self.load("100 kpacket/s", seconds: 0.1)
      load.burst = 1
      let report = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
      #expect(report.isStretched == isStretched, "\(report.offeredShare) after \(pause) ns")
    }
  }

  /// Flows take turns after so many frames, whatever the bursts are.
  @Test(arguments: [1, 3, 64])
  func flowsTakeTurnsByTrains(train: Int) throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    var load = try Self.load("100 kpacket/s", seconds: 0.01)
    load.flows = 3
    load.train = train
    load.burst = 7
    _ = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
    // The last octet of the IPv4 destination; the announcements of the end are the first flow's.
    let flows = port.frames.prefix(1000).map { Int($0[33]) }
    let first = try #require(flows.first)
    #expect(flows == (0..<1000).map { first + $0 / train % 3 })
  }

  @Test
  func aCountOfPacketsEndsTheLoad() throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    var load = try Self.load("100 kpacket/s", seconds: 10)
    load.packets = 500
    let report = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
    #expect(report.sent == 500)
    #expect(report.intended == 500)
    #expect(abs(report.sentRate - 100_000) < 1000)
    #expect(!report.isStretched)
  }

  @Test
  func whoeverAsksForTheEndGetsTheResultsSoFar() throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    let stop = StopFlag()
    stop.raise()
    let load = try Self.load("100 kpacket/s", seconds: 1)
    let report = try TrafficSender(load: load, clock: clock, stop: stop).run(on: &port)
    #expect(report.isInterrupted)
    #expect(report.sent == 0)
    #expect(!TrafficReport(send: report, receive: nil).isValid)
  }

  @Test
  func saturationIntendsNothing() throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    let load = TrafficLoad(rate: .saturation, mix: .imix, duration: SimTime(seconds: 0.01))
    let report = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
    #expect(report.isSaturation)
    #expect(report.sent > 1000)
    #expect(report.lateness.summary == nil)
    #expect(!report.isStretched)
  }

  /// The k-th frame of a constant rate is due at k intervals, however many there were before.
  @Test
  func roundingErrorsDoNotAddUp() throws {
    var schedule = DepartureSchedule(packetsPerSecond: 3, arrivals: .constant, seed: 1)
    let worst = (0..<300_000).map { number in
      abs(Double(schedule.next()) - Double(number) * 1e9 / 3)
    }.max()
    #expect(try #require(worst) <= 1)
  }

  /// Exponential times have a standard deviation equal to their mean, and are above it with
  /// probability 1/e. The bounds are five standard errors of 200,000 draws.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func poissonArrivalsAreExponential(seed: UInt64) {
    var schedule = DepartureSchedule(packetsPerSecond: 1000, arrivals: .poisson, seed: seed)
    let draws = 200_000
    var last: UInt64 = 0
    var sums = (0.0, 0.0)
    var longer = 0
    for _ in 0..<draws {
      let due = schedule.next()
      let step = Double(due - last) / 1e6
      last = due
      sums.0 += step
      sums.1 += step * step
      if step > 1 { longer += 1 }
    }
    let error = 5 / Double(draws).squareRoot()
    let mean = sums.0 / Double(draws)
    #expect(abs(mean - 1) < error, "seed \(seed)")
    // The variance of a sample variance of exponentials is 8 over the number of draws.
    #expect(abs(sums.1 / Double(draws) - mean * mean - 1) < error * 8.0.squareRoot())
    #expect(abs(Double(longer) / Double(draws) - 0.36788) < error * 0.4823)
  }

  /// A burst of exponential length with mean b has 1/(1 − exp(−g/b)) frames at gaps of g in the
  /// mean, and one comes every b + p. Bursts are independent, so the bound is five standard errors.
  @Test(arguments: [1, 2, 3] as [UInt64], [0.5, 10] as [Double])
  func onOffArrivalsHaveTheirMeanRate(seed: UInt64, burst: Double) {
    let (gap, pause) = (1e6, 3e6)
    let length = burst * 1e6
    var schedule = DepartureSchedule(
      packetsPerSecond: 1e9 / gap, arrivals: .onOff, burst: length, pause: pause, seed: seed)
    let draws = 200_000
    var last: UInt64 = 0
    for _ in 0..<draws { last = schedule.next() }
    let frames = 1 / (1 - exp(-gap / length))
    let expected = Double(draws) / frames * (length + pause)
    let cycles = Double(draws) / frames
    // The time of a cycle varies by its burst and its pause; its frames by its burst.
    let error = 5 * 2 / cycles.squareRoot()
    print("seed \(seed), bursts of \(burst) ms: \(Double(last) / expected) of the mean time")
    #expect(abs(Double(last) / expected - 1) < error, "seed \(seed)")
    #expect(abs(schedule.interval / (gap * (length + pause) / length) - 1) < 1e-9)
  }

  @Test func sizesMayBeListed() throws {
    let mix = try FrameMix(parsing: "64B,570 B,1518B")
    #expect(mix.pattern == [64, 570, 1518])
    #expect(try FrameMix(parsing: mix.description) == mix)
    for text in ["", "64B,", "64B,63B", "64B 65B", "64B,imix"] {
      #expect(throws: TrafficError.self) { _ = try FrameMix(parsing: text) }
    }
    #expect(throws: TrafficError.self) { _ = try FrameMix(pattern: []) }
  }

  @Test
  func bitRatesCountFramesWithTheirCRC() throws {
    let load = TrafficLoad(
      rate: .bits(try BitRate(parsing: "512 Mbit/s")), mix: try FrameMix(size: 64),
      duration: SimTime(seconds: 1))
    #expect(load.packetsPerSecond == 1_000_000)
  }

  @Test(arguments: [0, -1, .nan, .infinity, 1e12] as [Double])
  func ratesThatCannotBeGeneratedAreErrors(rate: Double) throws {
    let load = TrafficLoad(
      rate: .packets(PacketRate(packetsPerSecond: rate)), mix: .imix,
      duration: SimTime(seconds: 1))
    #expect(throws: TrafficError.self) { try load.validate(largestFrame: 1514) }
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    var thrown: TrafficError?
    do throws(TrafficError) {
      _ = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
    } catch {
      thrown = error
    }
    #expect(thrown != nil)
  }

  @Test(arguments: [-1, 0, 10, 63, 9019])
  func sizesThatNoFrameHasAreErrors(size: Int) {
    #expect(throws: TrafficError.self) { _ = try FrameMix(size: size) }
  }

  @Test
  func otherSettingsOutOfRangeAreErrors() throws {
    let good = try Self.load("1 kpacket/s", seconds: 1)
    try good.validate(largestFrame: 1514)
    for change in [
      { $0.burst = 0 }, { $0.burst = 1025 }, { $0.flows = 0 }, { $0.flows = 4097 },
      { $0.train = 0 }, { $0.train = 1025 },
      { $0.packets = 0 }, { $0.packets = .max }, { $0.duration = .zero },
      { $0.duration = SimTime(seconds: 1e6) }, { $0.mix = .imix },
      {
        $0.arrivals = .onOff
        $0.burstTime = .zero
      },
      {
        $0.arrivals = .onOff
        $0.rate = .saturation
      },
    ] as [(inout TrafficLoad) -> Void] {
      var load = good
      change(&load)
      #expect(throws: TrafficError.self) { try load.validate(largestFrame: 1000) }
    }
  }

  private static func load(_ rate: String, seconds: Double) throws -> TrafficLoad {
    TrafficLoad(
      rate: .packets(try PacketRate(parsing: rate)), mix: try FrameMix(size: 64),
      duration: SimTime(seconds: seconds))
  }
}

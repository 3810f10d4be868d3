import Kernels
import Model
import Testing

/// The receiver on frames that a sender wrote and the test shuffled.
@Suite
struct TrafficReceiverTests {
  @Test
  func whatArrivesWholeIsCountedOnce() throws {
    let report = try reportOf(Self.frames(300))
    #expect(report.received == 300)
    #expect(report.unique == 300)
    #expect(report.announced == 300)
    #expect(report.bytes == 300 * 64)
    #expect(report.sequences == 0...299)
    #expect(report.latency.count == 300)
    #expect(report.negativeLatencies == 0)
    let whole = TrafficReport(send: nil, receive: report)
    #expect(whole.lost == 0)
    #expect(whole.isValid)
  }

  /// Losses, duplicates, reordering, corruption, other streams and other traffic at once.
  @Test(arguments: 1...20)
  func everyFrameIsAccountedFor(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let sent = try Self.frames(400)
    let foreign = try Self.frames(30, stream: 7).dropLast(3)
    var arriving: [[UInt8]] = []
    var lost = 0
    var duplicates = 0
    var corrupted = 0
    for frame in sent.dropLast(3) {
      switch Int.random(in: 0..<10, using: &random) {
      case 0: lost += 1
      case 1:
        arriving += [frame, frame]
        duplicates += 1
      case 2:
        var bad = frame
        bad[50] ^= 0x10
        arriving.append(bad)
        corrupted += 1
      default: arriving.append(frame)
      }
    }
    arriving += foreign
    arriving += (0..<20).map { _ in [UInt8](repeating: 0xFF, count: 60) }
    arriving.shuffle(using: &random)
    let report = try reportOf(arriving + sent.suffix(3))
    #expect(report.unique == 400 - lost - corrupted, "seed \(seed)")
    #expect(report.duplicates == duplicates)
    #expect(report.corrupted == corrupted)
    #expect(report.foreign == foreign.count)
    #expect(report.ignored == 20)
    #expect(report.received == report.unique + report.duplicates + report.tooOld)
    #expect(TrafficReport(send: nil, receive: report).lost == lost + corrupted)
    #expect(report.reordered > 0)
  }

  /// Without an announcement, the numbers between the first and the last are expected.
  @Test
  func withoutTheEndTheNumbersTell() throws {
    let frames = Array(try Self.frames(100)[10..<90])
    let report = try reportOf(frames)
    #expect(report.announced == nil)
    #expect(report.expected(sent: nil) == 80)
    #expect(report.expected(sent: 100) == 100)
  }

  @Test
  func latenciesAreFromWritingToArrival() throws {
    let clock = TestClock()
    var port = TestTransmitter(clock: clock)
    var load = TrafficLoad(
      rate: .saturation, mix: try FrameMix(size: 64), duration: SimTime(seconds: 1))
    load.packets = 1
    _ = try TrafficSender(load: load, clock: clock, stop: StopFlag()).run(on: &port)
    let frames = port.frames
    clock.pass(5_000_000)
    var receiver = TestReceiver(frames, clock: clock)
    let report = try TrafficReceiver(settings: .init(), clock: clock, stop: StopFlag())
      .run(on: &receiver)
    let latency = try #require(report.latency.percentile(50))
    #expect(latency > 5_000_000 && latency < 5_100_000)
    #expect(report.latency.csv.hasPrefix("\"Value\",\"Percentile\",\"TotalCount\""))
  }

  /// Percentiles of known times, within the histogram's tenth of a percent.
  @Test
  func percentilesAreThoseOfTheTimes() throws {
    var times = TimeDistribution()
    for time in 1...100_000 as ClosedRange<UInt64> { times.record(time) }
    for (percent, exact) in [(50.0, 50_000.0), (90, 90_000), (99, 99_000), (99.9, 99_900)] {
      let value = Double(try #require(times.percentile(percent)))
      #expect(abs(value - exact) <= exact / 1000 + 1)
    }
    let summary = try #require(times.summary)
    #expect(summary.count == 100_000)
    #expect(summary.minimum == 1)
    times.record(.max)
    #expect(times.count == 100_001)
    #expect(TimeDistribution().summary == nil)
  }

  /// What makes a run useless is said, each cause once.
  @Test
  func uselessRunsAreInvalid() throws {
    var receive = ReceiveReport()
    #expect(TrafficReport(send: nil, receive: receive).isValid)
    receive.dropped = 5
    receive.isClockStepped = true
    receive.negativeLatencies = 2
    #expect(TrafficReport(send: nil, receive: receive).invalidity.count == 3)
  }

  /// Frames of a load, and three announcements of its end.
  static func frames(_ count: Int, stream: UInt16 = 1) throws -> [[UInt8]] {
    var load = TrafficLoad(
      rate: .saturation, mix: try FrameMix(size: 64), duration: SimTime(seconds: 1))
    load.packets = count
    load.stream = stream
    return try framesOf(load)
  }
}

import Testing

@testable import Simulator

@Suite struct TransportTests {
  static let millisecond: Int64 = 1_000_000_000
  static let second: Int64 = 1_000 * millisecond

  @Test func withoutLossEverySegmentIsSentOnceAndEverySecondOneAcknowledged() {
    let loop = TransportLoop(window: 64)
    #expect(loop.run(segments: 10_000, until: 100 * Self.second))
    #expect(loop.repeated == 0)
    #expect(loop.delivered == loop.receiver.expected)
    #expect(abs(loop.acknowledgements - loop.delivered / 2) <= 1)
  }

  @Test(arguments: [1, 2, 7, 10, 64, 300])
  func theWindowLimitsWhatIsInFlightAndIsUsed(window: Int) {
    let loop = TransportLoop(window: window)
    #expect(loop.run(segments: 5_000, until: 1_000 * Self.second))
    #expect(loop.mostInFlight == window)
  }

  @Test func aFlowLimitedByItsWindowMovesOneWindowInARoundTrip() {
    let loop = TransportLoop(window: 20, delay: 10 * Self.millisecond)
    #expect(loop.run(segments: 20_000, until: 100 * Self.second))
    // 20 segments in every 20 ms; the slow start costs one round trip.
    #expect(loop.now >= 19_990 * Self.millisecond && loop.now <= 20_030 * Self.millisecond)
  }

  @Test func oneLostSegmentIsRepeatedOnceWithoutTheTimerAndHalvesTheWindow() {
    let loop = TransportLoop(window: 64)
    loop.losesData = { $0 == 200 }
    #expect(loop.run(segments: 199, until: 10 * Self.second))
    // The window is 64 by then: half of it is left when the loss has been noticed.
    #expect(loop.run(segments: 264, until: 10 * Self.second))
    #expect(loop.sender.congestionWindow >= 32 && loop.sender.congestionWindow < 34)
    #expect(loop.repeated == 1)
    #expect(loop.now < 200 * Self.millisecond)
  }

  @Test func aLostTailComesAgainAfterTheTimeoutAndNotBefore() {
    let loop = TransportLoop(window: 4)
    // A whole window is lost, so that nothing tells the sender but its timer.
    loop.losesData = { $0 > 100 && $0 <= 104 }
    #expect(loop.run(segments: 100, until: 10 * Self.second))
    let before = loop.lastArrival
    #expect(loop.run(segments: 101, until: 10 * Self.second))
    let pause = loop.now - before
    // Smoothed round trip of 2 ms or a little more, and 200 ms for its variation.
    #expect(pause > 200 * Self.millisecond && pause < 250 * Self.millisecond)
    #expect(loop.run(segments: 5_000, until: 100 * Self.second))
    #expect(loop.delivered == loop.receiver.expected)
  }

  @Test func theTimeoutDoublesWhileNothingComesBack() {
    let loop = TransportLoop(window: 4)
    loop.losesData = { $0 > 100 && $0 <= 108 }
    #expect(loop.run(segments: 100, until: 10 * Self.second))
    let before = loop.now
    // 4 packets by the window, then one at each of 4 timeouts is lost: 1 + 2 + 4 + 8 + 16 times.
    #expect(loop.run(segments: 101, until: 100 * Self.second))
    #expect(loop.now - before > 31 * 200 * Self.millisecond)
    #expect(loop.now - before < 31 * 250 * Self.millisecond)
  }

  @Test func afterATimeoutTheWindowOpensBySlowStartAgain() {
    let loop = TransportLoop(window: 64)
    loop.losesData = { $0 > 1_000 && $0 <= 1_064 }
    #expect(loop.run(segments: 1_000, until: 10 * Self.second))
    let before = loop.now
    #expect(loop.run(segments: 1_064, until: 10 * Self.second))
    // One timeout, then 1 + 2 + 4 + … segments: 64 of them take fewer than 20 round trips of 2 ms,
    // some of them with a delayed acknowledgement; one segment a round trip would take 128 ms.
    #expect(loop.now - before < (250 + 20 * 2 + 40) * Self.millisecond)
  }

  @Test func aLoneSegmentIsAcknowledgedAfterTheDelay() {
    let loop = TransportLoop(window: 1)
    #expect(loop.run(segments: 11, until: 10 * Self.second))
    // Ten exchanges, each 2 ms of delay and 40 ms of an acknowledgement held back, and 1 ms.
    #expect(loop.now == (10 * 42 + 1) * Self.millisecond)
    #expect(loop.repeated == 0)
  }

  @Test func aRoundTripLongerThanTheShortestTimeoutCausesNoRepeats() {
    let loop = TransportLoop(window: 32, delay: 400 * Self.millisecond)
    #expect(loop.run(segments: 2_000, until: 1_000 * Self.second))
    #expect(loop.repeated == 0)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func underRandomLossEverySegmentIsDeliveredOnceInOrder(seed: UInt64) {
    var draw = RandomStream(seed: seed, replication: 0, name: "property")
    let window = 1 + Int(draw.next() % 200)
    let share = draw.uniform() * 0.3
    let backward = seed % 2 == 0 ? draw.uniform() * 0.3 : 0
    let loop = TransportLoop(window: window)
    loop.losesData = { _ in draw.uniform() < share }
    loop.losesAcknowledgement = { _ in draw.uniform() < backward }
    let isDone = loop.run(segments: 2_000, until: 100_000 * Self.second)
    #expect(isDone, "seed \(seed): window \(window), losses \(share) and \(backward)")
    // The receiver counts a segment when it comes into order, and only then.
    #expect(loop.delivered == loop.receiver.expected, "seed \(seed)")
    #expect(loop.mostInFlight <= window, "seed \(seed)")
    #expect(Int64(loop.sent - loop.repeated) >= loop.delivered, "seed \(seed)")
  }
}

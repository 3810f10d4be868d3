import Testing

@testable import Simulator

/// What the design says the model must show without being told.
@Suite struct SignatureTests {
  static let millisecond = SignaturePlans.millisecond

  @Test(arguments: [64, 128, 256, 512, 1024, 1280, 1518])
  func aPacketRateBoundByTheCPUIsFlatInTheFrameSizeUpToTheLineRate(frame: Int) {
    let plan = SignaturePlans.chain(
      load: SignaturePlans.lineRate(frame: frame), frame: frame, costs: [2e6])
    let line = 1e12 / (Double(frame + 20) * SignaturePlans.gigabit)
    let expected = min(500_000, line)
    #expect(abs(SignaturePlans.rate(plan) / expected - 1) < 1e-3)
  }

  @Test func theTimeOfAPacketIsLinearInItsBytes() {
    // Saturated, so that each batch is full: a = packet + batch/limit, b = byte.
    for frame in [64, 500, 1_000, 1_500] {
      let plan = SignaturePlans.chain(
        load: .constant(interval: Double(frame + 20) * SignaturePlans.gigabit), frame: frame,
        costs: [20e6], batch: 6.4e6, byte: 400)
      let expected = 20e6 + 6.4e6 / 64 + 400 * Double(frame)
      let found = 1e12 / SignaturePlans.rate(plan, duration: 400 * Self.millisecond)
      #expect(abs(found / expected - 1) < 2e-3, "\(frame) bytes: \(found) ps")
    }
  }

  /// Notifications per packet of the second of two threads, at that share of its capacity.
  private func notifications(share: Double) -> Double {
    let plan = SignaturePlans.chain(
      load: .poisson(interval: 2e6 / share), frame: 64, costs: [1e6, 2e6], notify: 0)
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 3, replication: 0, name: "run"))
    run.run(warmUp: 10 * Self.millisecond, duration: 200 * Self.millisecond)
    let step = 2  // after the wire and the first stage
    return Double(run.threads[1].notifications) / Double(run.tallies[step].packets)
  }

  @Test func notificationsPerPacketFallFromOneToAlmostNoneWithTheLoad() {
    let shares = [0.01, 0.3, 0.6, 0.9, 1.5]
    let found = shares.map { notifications(share: $0) }
    #expect(found[0] > 0.97)
    for (less, more) in zip(found, found.dropFirst()) { #expect(less > more, "\(found)") }
    #expect(found[4] < 0.01)
  }

  @Test(arguments: 0..<4)
  func packetsDropJustBeforeTheBusiestSerialStage(slowest: Int) {
    var costs = [5e5, 6e5, 5e5, 6e5]
    costs[slowest] = 3e6
    let plan = SignaturePlans.chain(
      load: SignaturePlans.lineRate(frame: 128), frame: 128, costs: costs, spread: 0.2)
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 4, replication: 0, name: "run"))
    run.run(warmUp: 20 * Self.millisecond, duration: 100 * Self.millisecond)
    for stage in costs.indices {
      let dropped = run.tallies[1 + stage].dropped
      if stage == slowest { #expect(dropped > 10_000) } else { #expect(dropped == 0) }
    }
  }

  @Test func anElasticFlowReachesTheGoodputOfTheWireAndNoMore() {
    let plan = SignaturePlans.chain(load: .elastic(window: 256), frame: 1518, costs: [1e6])
    #expect(plan.flows[0].payload == 1_448)
    let duration = 500 * Self.millisecond
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 5, replication: 0, name: "run"))
    run.run(warmUp: 100 * Self.millisecond, duration: duration)
    let goodput = Double(run.flows[0].tally.delivered * 1_448 * 8) / Double(duration) * 1e6
    let ceiling = 1_448.0 / 1_538 * 1_000
    // Segments come into order in pairs at the border of the observation.
    #expect(goodput <= ceiling * 1.0001 && goodput > ceiling * 0.9999, "\(goodput) Mbit/s")
    #expect(run.flows[0].tally.retransmitted == 0)
    #expect(Double(run.wires[0].busy) > 0.9999 * Double(duration))
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func elasticFlowsThroughAFullQueueLoseAndNeverExceedTheCeiling(seed: UInt64) {
    // The window is larger than queue and wires hold, so the flow must back off.
    var plan = SignaturePlans.chain(
      load: .elastic(window: 800), frame: 1518, costs: [15e6], spread: 0.1)
    plan.stages[0].queueLimit = 40 + Int(seed) * 20
    let duration = 1_000 * Self.millisecond
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "run"))
    run.run(warmUp: 300 * Self.millisecond, duration: duration)
    let tally = run.flows[0].tally
    let ceiling = Double(duration) / 15e6
    #expect(tally.retransmitted > 0, "seed \(seed)")
    #expect(Double(tally.delivered) < ceiling * 1.002, "seed \(seed)")
    #expect(Double(tally.delivered) > ceiling * 0.9, "seed \(seed): \(tally.delivered)")
  }
}

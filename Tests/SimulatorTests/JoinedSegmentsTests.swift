import Testing

@testable import Simulator

/// Segments that are one packet to a stage (TSO, GRO), and what caps leave of a thread.
@Suite struct JoinedSegmentsTests {
  private static let millisecond = SignaturePlans.millisecond

  /// Segments per second of a stage that is always busy with full batches of 64.
  @Test(arguments: [(0, 64), (1, 64), (4, 16), (43, 2), (64, 1), (1_000, 1)])
  func aJoinedPacketCostsOnceAndEachSegmentALittle(segments: Int, packets: Int) {
    let (packet, merge, batch) = (60e6, 20e6, 10e6)
    var plan = SignaturePlans.chain(
      load: .elastic(window: 300), frame: 1518, costs: [packet], batch: batch)
    plan.stages[0].mergeLimit = segments * 1518
    plan.stages[0].merge = merge
    let found = 1e12 / SignaturePlans.rate(plan, duration: 400 * Self.millisecond)
    let expected =
      (Double(packets) * packet + Double(64 - packets) * merge + batch) / 64
    #expect(abs(found / expected - 1) < 3e-3, "\(found) ps, and \(expected) by hand")
  }

  @Test func acknowledgementsAndDatagramsAreNotJoined() {
    let plan = SignaturePlans.chain(
      load: SignaturePlans.lineRate(frame: 64), frame: 64, costs: [2e6])
    var joining = plan
    joining.stages[0].mergeLimit = 65_536
    #expect(SignaturePlans.rate(joining) == SignaturePlans.rate(plan))
  }

  /// A capped vCPU gets its part of each period, and pays back what it ran too long.
  @Test(arguments: [0.1, 0.25, 0.5, 0.9])
  func aCapIsTheShareThatASaturatedThreadGets(cap: Double) {
    var plan = SignaturePlans.chain(
      load: SignaturePlans.lineRate(frame: 64), frame: 64, costs: [2e6])
    let period = 30 * Self.millisecond
    plan.threads[0].cap = .init(period: period, budget: Int64(cap * Double(period)))
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 8, replication: 0, name: "run"))
    let duration = 3_000 * Self.millisecond
    run.run(warmUp: 0, duration: duration)
    let share = Double(run.threads[0].busy) / Double(duration)
    #expect(abs(share / cap - 1) < 0.01, "\(share)")
    // What it could not use is told as steal.
    let stolen = Double(run.threads[0].stolen) / Double(duration)
    #expect(abs(stolen - (1 - cap)) < 0.02, "\(stolen)")
  }

  @Test func aThreadBelowItsCapDoesNotFeelIt() {
    let plan = SignaturePlans.chain(
      load: .constant(interval: 8e6), frame: 64, costs: [2e6])
    var capped = plan
    capped.threads[0].cap = .init(
      period: 30 * Self.millisecond, budget: 15 * Self.millisecond)
    #expect(SignaturePlans.rate(capped) == SignaturePlans.rate(plan))
  }
}

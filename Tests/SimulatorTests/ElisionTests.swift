import Testing

@testable import Simulator

/// Parts of a network that need no events: nothing but the number of events may depend on them.
@Suite struct ElisionTests {
  /// Everything that a run finds out, but for its events.
  private struct Findings: Equatable {
    var steps: [[Int64]]
    var flows: [[Int64]]
    var busy: [Int64]
    var notifications: [Int]
  }

  private func findings(
    _ plan: NetworkPlan, seed: UInt64, elides: Bool, warmUp: Int64, duration: Int64
  ) -> (Findings, events: Int) {
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "run"))
    run.elidesEvents = elides
    run.run(warmUp: warmUp, duration: duration)
    let findings = Findings(
      steps: (0..<run.table.steps.count).map {
        let tally = run.tallies[$0]
        return [Int64(tally.packets), Int64(tally.dropped), tally.waiting, tally.service]
      },
      flows: plan.flows.indices.map {
        let tally = run.flows[$0].tally
        let latency = Int64(run.flows[$0].latencies.total)
        return [Int64(tally.sent), Int64(tally.arrived), Int64(tally.delivered), latency]
      },
      busy: plan.executors.indices.map { run.executors[$0].busy }
        + plan.threads.indices.map { run.threads[$0].busy }
        + plan.wires.indices.map { run.wires[$0].busy },
      notifications: plan.threads.indices.map { run.threads[$0].notifications })
    return (findings, run.eventCount)
  }

  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func aRunWithoutNeedlessEventsFindsTheSame(seed: UInt64) {
    for plan in [RandomPlan.makeOneWay(seed: seed), RandomPlan.make(seed: seed)] {
      // In the second, the warm-up ends amid the first packets.
      for warmUp in [200_000_000, 1_300_000] as [Int64] {
        let few = findings(
          plan, seed: seed, elides: true, warmUp: warmUp, duration: 1_000_000_000)
        let all = findings(
          plan, seed: seed, elides: false, warmUp: warmUp, duration: 1_000_000_000)
        #expect(few.0 == all.0, "seed \(seed)")
        #expect(few.events <= all.events, "seed \(seed)")
      }
    }
  }

  @Test func aRouterBetweenTwoHostsNeedsHardlyAnEvent() {
    let plan = SignaturePlans.chain(
      load: SignaturePlans.lineRate(frame: 64), frame: 64, costs: [2e6])
    let run = findings(plan, seed: 1, elides: true, warmUp: 0, duration: 100_000_000_000)
    #expect(run.0.flows[0][1] > 49_000)
    #expect(run.events < 148_810 / 64 + 10)
  }

  @Test func aFlowThatReactsNeedsAnEventForEveryPacket() {
    let plan = SignaturePlans.chain(load: .elastic(window: 64), frame: 1518, costs: [2e6])
    let run = findings(plan, seed: 1, elides: true, warmUp: 0, duration: 100_000_000_000)
    #expect(run.events > Int(run.0.flows[0][1]))
  }
}

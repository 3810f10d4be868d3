import Model
import Testing

@testable import Simulator

/// Wires and hosts that are down for some time.
@Suite struct FailureTests {
  private static let duration: Int64 = 10_000_000_000

  /// Random outages of some wires, and of one host with all stages and threads.
  private func addOutages(to plan: inout NetworkPlan, hosts: Bool, seed: UInt64) {
    var draw = RandomStream(seed: seed, replication: 0, name: "outages")
    func outages(_ count: UInt64) -> [Outage] {
      Outage.merged(
        (0..<draw.next() % count).map { _ in
          let from = Int64(draw.next() % UInt64(Self.duration))
          let isRepaired = draw.next() % 5 > 0
          // From single packets' times to a tenth of the run.
          let length = Int64(draw.next() % UInt64(draw.next() % 2 == 0 ? 2_000_000 : 1_000_000_000))
          return Outage(from: from, to: isRepaired ? from + 1 + length : .max)
        })
    }
    for index in plan.wires.indices { plan.wires[index].outages = outages(5) }
    guard hosts else { return }
    plan.hostOutages = outages(8).map {
      NetworkPlan.HostOutage(
        outage: $0, stages: Array(plan.stages.indices), threads: Array(plan.threads.indices))
    }
  }

  @Test(arguments: 1...150 as ClosedRange<UInt64>)
  func packetsArriveOrAreDroppedOrLostOrStillInside(seed: UInt64) {
    var plan = RandomPlan.make(seed: seed)
    addOutages(to: &plan, hosts: seed % 3 > 0, seed: seed)
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "run"))
    run.elidesEvents = false
    run.run(warmUp: 0, duration: Self.duration)
    let inside = run.population()
    for index in plan.flows.indices {
      PacketAccount.expectClosed(flow: index, of: run, inside: inside, seed: seed)
    }
    for index in plan.executors.indices {
      let busy = run.executors[index].busy
      #expect((0...Self.duration).contains(busy), "seed \(seed)")
    }
  }

  /// What a run finds, with and without the events that no result depends on.
  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func failingWiresNeedNoEvents(seed: UInt64) {
    var plan = RandomPlan.makeOneWay(seed: seed)
    addOutages(to: &plan, hosts: false, seed: seed)
    func findings(elides: Bool) -> [[Int64]] {
      var run = NetworkRun(
        plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "run"))
      run.elidesEvents = elides
      run.run(warmUp: 200_000_000, duration: Self.duration)
      return (0..<run.table.steps.count).map {
        let tally = run.tallies[$0]
        let counts = [tally.packets, tally.dropped, tally.lost].map(Int64.init)
        return counts + [tally.waiting, tally.service]
      } + [plan.wires.indices.map { run.wires[$0].busy }]
    }
    #expect(findings(elides: true) == findings(elides: false), "seed \(seed)")
  }

  /// A packet every microsecond over a wire that carries one in half of that.
  private func constant(outages: [Outage], hostOutages: [Outage]) -> NetworkPlan {
    var plan = NetworkPlan()
    plan.executors = [.init(name: "core")]
    plan.threads = [.init(name: "thread", executor: 0, wakeDelay: 0, moderation: 0)]
    plan.stages = [
      .init(
        name: "stage", thread: 0, batch: 0, packet: 100_000, byte: 0, batchLimit: 64,
        queueLimit: 100, notify: 0)
    ]
    plan.wires = [
      .init(
        name: "wire", byte: 500_000 / 84, overhead: 20, delay: 0, queueLimit: 100, outages: outages)
    ]
    plan.flows = [
      .init(
        name: "flow", load: .constant(interval: 1_000_000), start: 0,
        forward: [.wire(0), .stage(0)], backward: [], frame: 64, payload: 18, costFactor: 1)
    ]
    plan.hostOutages = hostOutages.map { .init(outage: $0, stages: [0], threads: [0]) }
    return plan
  }

  @Test func whatIsDownForHalfOfTheTimeLosesHalfThere() {
    let outage = Outage(from: 2_000_000_000, to: 7_000_000_000)
    for isHost in [false, true] {
      let plan = constant(outages: isHost ? [] : [outage], hostOutages: isHost ? [outage] : [])
      var run = NetworkRun(plan: plan, stream: RandomStream(seed: 1, replication: 0, name: "run"))
      run.run(warmUp: 0, duration: Self.duration)
      let lost = (0...1).map { run.tallies[$0].lost }
      #expect(abs(lost[isHost ? 1 : 0] - 5_000) <= 1 && lost[isHost ? 0 : 1] == 0, "\(lost)")
      let (delivered, missing) = (run.flows[0].tally.delivered, run.dropped(flow: 0))
      #expect(abs(delivered - 5_000) <= 2 && missing == lost[0] + lost[1])
    }
  }

  @Test func aQueueBeforeAWireIsLostWhenTheWireFails() {
    // 20 packets come at once and take 0.5 us each; after 5.2 us, 10 have arrived.
    var plan = constant(outages: [Outage(from: 5_200_000, to: 900_000_000)], hostOutages: [])
    plan.flows[0].load = .constant(interval: 1)
    plan.flows[0].mostPackets = 20
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 1, replication: 0, name: "run"))
    run.run(warmUp: 0, duration: Self.duration)
    let (lost, delivered) = (run.tallies[0].lost, run.flows[0].tally.delivered)
    #expect(lost == 10 && delivered == 10)
  }

  @Test func workIsSuspendedDuringOutages() {
    let outages = [
      Outage(from: 1_000_000_000_000, to: 3_000_000_000_000),
      Outage(from: 5_000_000_000_000, to: .max),
    ]
    #expect(outages.end(ofWork: 0.5) == 0.5)
    #expect(outages.end(ofWork: 1) == 1)
    #expect(outages.end(ofWork: 2) == 4)
    #expect(outages.end(ofWork: 3) == 5)
    #expect(outages.end(ofWork: 3.5) == nil)
  }

  @Test func outagesThatOverlapOrTouchAreOne() {
    let outages = [(5, 9), (1, 3), (3, 4), (6, 7), (20, 21)].map { Outage(from: $0, to: $1) }
    let merged = Outage.merged(outages)
    #expect(merged == [(1, 4), (5, 9), (20, 21)].map { Outage(from: $0, to: $1) })
  }
}

import Testing

@testable import Simulator

@Suite struct ConservationTests {
  static let duration: Int64 = 10_000_000_000

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func arrivalsAreDeparturesPlusDropsPlusThoseInside(seed: UInt64) {
    let plan = RandomPlan.make(seed: seed)
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "run"))
    run.elidesEvents = false
    run.run(warmUp: 0, duration: Self.duration)
    let inside = run.population()
    for (index, flow) in plan.flows.enumerated() {
      PacketAccount.expectClosed(flow: index, of: run, inside: inside, seed: seed)
      let tally = run.flows[index].tally
      #expect(tally.delivered <= tally.arrived, "seed \(seed)")
      #expect(run.flows[index].latencies.total >= 0, "seed \(seed)")
      if case .elastic = flow.load {
        #expect(Int64(tally.delivered) == run.flows[index].receiver.expected, "seed \(seed)")
      } else {
        #expect(tally.delivered == tally.arrived && tally.retransmitted == 0, "seed \(seed)")
      }
    }
    #expect(run.flows[0].tally.sent > 0, "seed \(seed)")
  }

  /// Little's law holds exactly over any stretch of time when both sides are counted within it: the
  /// integral of the number present is the sum of the times spent.
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func theNumberPresentIntegratesToTheTimesSpent(seed: UInt64) {
    let plan = RandomPlan.make(seed: seed)
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "run"))
    var waiting = [Int64](repeating: 0, count: plan.stages.count)
    var serving = [Int64](repeating: 0, count: plan.threads.count)
    run.start(warmUp: 0)
    var previous: Int64 = 0
    while true {
      let queued = plan.stages.indices.map { Int64(run.stages[$0].queue.count) }
      let running = plan.threads.indices.map { run.threads[$0].phase == .running }
      let goesOn = run.step(until: Self.duration)
      if !goesOn { run.stop(at: Self.duration) }
      #expect(run.now >= previous)
      for stage in queued.indices { waiting[stage] += queued[stage] * (run.now - previous) }
      for thread in running.indices where running[thread] {
        serving[thread] += run.now - previous
      }
      previous = run.now
      if !goesOn { break }
    }
    for stage in plan.stages.indices {
      var spent: Int64 = 0
      for (step, entry) in run.table.steps.enumerated()
      where entry.kind == .stage && Int(entry.index) == stage {
        spent += run.tallies[step].waiting
      }
      for offset in 0..<run.stages[stage].queue.count {
        spent += Self.duration - run.stages[stage].queue[offset].arrived
      }
      #expect(waiting[stage] == spent, "seed \(seed), stage \(stage)")
    }
    for thread in plan.threads.indices {
      #expect(run.threads[thread].busy == serving[thread], "seed \(seed), thread \(thread)")
    }
    for executor in plan.executors.indices {
      let own = plan.threads.indices.filter { plan.threads[$0].executor == executor }
      let busy = run.executors[executor].busy
      #expect(busy == own.reduce(0) { $0 + serving[$1] }, "seed \(seed), executor \(executor)")
      #expect(busy <= Self.duration, "seed \(seed), executor \(executor)")
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func observationAfterAWarmUpCountsOnlyItsOwnTime(seed: UInt64) {
    let plan = RandomPlan.make(seed: seed)
    let stream = RandomStream(seed: seed, replication: 0, name: "run")
    var whole = NetworkRun(plan: plan, stream: stream)
    whole.run(warmUp: 0, duration: Self.duration)
    var first = NetworkRun(plan: plan, stream: stream)
    first.run(warmUp: 0, duration: Self.duration / 3)
    var rest = NetworkRun(plan: plan, stream: stream)
    rest.run(warmUp: Self.duration / 3, duration: Self.duration - Self.duration / 3)
    for index in plan.executors.indices {
      let sum = first.executors[index].busy + rest.executors[index].busy
      #expect(whole.executors[index].busy == sum, "seed \(seed)")
    }
    for index in plan.wires.indices {
      let sum = first.wires[index].busy + rest.wires[index].busy
      #expect(whole.wires[index].busy == sum, "seed \(seed)")
    }
    for index in plan.flows.indices {
      let sum = first.flows[index].tally.arrived + rest.flows[index].tally.arrived
      // An event at the very border would count twice; times in picoseconds make that improbable.
      #expect(whole.flows[index].tally.arrived == sum, "seed \(seed)")
    }
  }
}

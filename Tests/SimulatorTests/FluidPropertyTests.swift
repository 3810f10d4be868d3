import Model
import Testing

@testable import Simulator

/// What holds of every fluid run, on random networks.
@Suite struct FluidPropertyTests {
  private static let second = FluidTests.second
  private static let end = 10 * second

  /// Wires and executors in a row of layers, and flows of all kinds that start, stop and fail.
  private static func plan(seed: UInt64) -> NetworkPlan {
    var draw = RandomStream(seed: seed, replication: 0, name: "fluid")
    func below(_ limit: Int) -> Int { Int(draw.next() % UInt64(limit)) }
    var plan = FluidTests.wires((0...below(12)).map { _ in 10 + Double(below(1_000)) })
    for index in 0..<below(4) {
      plan.executors.append(.init(name: "core \(index)"))
      plan.threads.append(
        .init(name: "thread \(index)", executor: index, wakeDelay: 1_000, moderation: 0))
      plan.stages.append(
        .init(
          name: "stage \(index)", thread: index, batch: 1e8, packet: Double(1 + below(9)) * 1e9,
          byte: 0, batchLimit: 64, queueLimit: 100, notify: Double(below(2)) * 1e7))
    }
    for index in plan.wires.indices.dropLast() where below(5) == 0 {
      let from = Int64(below(9)) * second
      plan.wires[index].outages = [Outage(from: from, to: from + Int64(1 + below(3)) * second)]
    }
    for _ in 0...below(30) {
      var path: [NetworkPlan.Hop] = []
      for wire in 0..<plan.wires.count - 1 where below(3) == 0 { path.append(.wire(wire)) }
      for stage in plan.stages.indices where below(3) == 0 {
        path.insert(.stage(stage), at: below(path.count + 1))
      }
      if path.isEmpty { path = [.wire(0)] }
      let interval = 1e12 / Double(1 + below(200))
      let loads: [NetworkPlan.Load] = [
        .constant(interval: interval), .poisson(interval: interval),
        .onOff(interval: interval, burst: 1e12, pause: 2e12),
        .elastic(window: below(2) == 0 ? 1_000_000 : 1 + below(20)), .elastic(window: 1_000_000),
      ]
      let start = Int64(below(8)) * second
      var flow = FluidTests.flow(
        loads[below(5)], over: [], in: plan, start: start,
        stop: below(2) == 0 ? .max : start + Int64(1 + below(4)) * second + 1)
      flow.forward = path
      plan.flows.append(flow)
    }
    return plan
  }

  private static func run(_ plan: NetworkPlan, seed: UInt64, end: Int64) -> FluidRun {
    var run = FluidRun(
      plan: FluidPlan(plan), end: end,
      stream: RandomStream(seed: seed, replication: 0, name: "network"))
    run.run(warmUp: 0)
    return run
  }

  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func whatIsOfferedIsDeliveredDroppedOrLost(seed: UInt64) {
    let plan = Self.plan(seed: seed)
    let run = Self.run(plan, seed: seed, end: Self.end)
    let isUnsettled = run.isUnsettled
    #expect(!isUnsettled, "seed \(seed)")
    for (index, flow) in plan.flows.enumerated() where !flow.load.reacts {
      let lost = run.plan.uses.range(index).reduce(0.0) {
        $0 + run.uses[$1].dropped + run.uses[$1].lost
      }
      let state = run.flows[index]
      #expect(
        abs(state.offeredTotal - state.deliveredTotal - lost) < 1e-6 * (1 + state.offeredTotal),
        "seed \(seed), flow \(index)")
    }
    for (index, resource) in run.resources.enumerated() {
      #expect(resource.busy <= 10 * (1 + 1e-9), "seed \(seed), resource \(index)")
    }
  }

  /// At the end of every run: no resource carries more than it can; every elastic flow has its
  /// window, or a full resource on which none is faster.
  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func ratesAreFeasibleAndMaxMinFair(seed: UInt64) {
    let plan = Self.plan(seed: seed)
    for end in [3, 6, 10] as [Int64] {
      let run = Self.run(plan, seed: seed, end: end * Self.second)
      for index in run.resources.indices {
        let load = run.load(of: index)
        #expect(load <= 1 + 1e-6, "seed \(seed), resource \(index)")
      }
      for (index, flow) in plan.flows.enumerated() where flow.load.reacts {
        let state = run.flows[index]
        let isSending = state.isOn && state.blocked == 0 && state.resumeTime < 0
        let rate = state.delivered
        guard isSending else {
          #expect(rate == 0, "seed \(seed), flow \(index)")
          continue
        }
        let hasBottleneck = run.plan.shares[index].contains { share in
          let resource = Int(share.index)
          let isFull = run.load(of: resource) >= 1 - 1e-6
          return isFull
            && run.plan.sharers[resource].allSatisfy {
              run.flows[Int($0.index)].delivered <= rate * (1 + 1e-6) + 1e-9
            }
        }
        let isAtItsWindow = rate >= run.plan.rates[index] * (1 - 1e-9)
        #expect(
          hasBottleneck || isAtItsWindow, "seed \(seed), flow \(index)")
      }
    }
  }

  /// What came about in steps is what comes about at once.
  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func computingOnlyWhatChangesGivesWhatAWholeComputationGives(seed: UInt64) {
    let plan = Self.plan(seed: seed)
    let run = Self.run(plan, seed: seed, end: Self.end)
    var whole = plan
    for index in plan.flows.indices {
      let state = run.flows[index]
      let isOn = state.isOn && state.resumeTime < 0
      whole.flows[index].start = isOn ? 0 : 2 * Self.second
      whole.flows[index].stop = .max
      if case .onOff(let interval, _, _) = plan.flows[index].load {
        whole.flows[index].load = .constant(interval: interval)
      }
    }
    for index in plan.wires.indices {
      let isDown = run.resources[index].down > 0
      whole.wires[index].outages = isDown ? [Outage(from: 0, to: .max)] : []
    }
    let other = Self.run(whole, seed: seed, end: Self.second)
    for index in plan.flows.indices {
      let (left, right) = (run.flows[index].delivered, other.flows[index].delivered)
      #expect(abs(left - right) <= 1e-6 * max(left, right, 1), "seed \(seed), flow \(index)")
    }
  }
}

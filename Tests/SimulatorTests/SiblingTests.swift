import Testing

@testable import Simulator

/// Two hardware threads of a core: each is slower while the other one computes.
@Suite struct SiblingTests {
  private static let millisecond = SignaturePlans.millisecond

  /// Two stages on two hardware threads of a core, each with a flow of its own that sends a packet
  /// every `interval`, and packets per second of both.
  private func rates(interval: Double, isJob: Bool = false) -> [Double] {
    var plan = SignaturePlans.chain(
      load: .constant(interval: interval), frame: 64, costs: [2e6, 2e6])
    plan.flows[0].forward = [.wire(0), .stage(0)]
    var other = plan.flows[0]
    other.name = "other"
    other.forward = [.wire(1), .stage(1)]
    if isJob {
      plan.executors[1].hog = .init(
        slice: 6 * Self.millisecond, isPreempted: true, grace: 0)
    } else {
      plan.flows.append(other)
    }
    for (index, sibling) in [(0, 1), (1, 0)] {
      plan.executors[index].sibling = sibling
      plan.executors[index].slowdown = 1.6
    }
    let duration = 200 * Self.millisecond
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 9, replication: 0, name: "run"))
    run.run(warmUp: 20 * Self.millisecond, duration: duration)
    return plan.flows.indices.map {
      Double(run.flows[$0].tally.arrived) / Double(duration) * 1e12
    }
  }

  @Test func twoBusyThreadsTogetherDoTheYieldsWork() {
    let found = rates(interval: 1e6)
    // 2/1.6 = 1.25 times what one does alone.
    #expect(found.allSatisfy { abs($0 / (500_000 / 1.6) - 1) < 2e-3 }, "\(found)")
  }

  @Test func aJobOnTheOtherThreadSlowsAPacketsThread() {
    let found = rates(interval: 1e6, isJob: true)
    #expect(abs(found[0] / (500_000 / 1.6) - 1) < 2e-3, "\(found)")
  }

  @Test func threadsWithLittleToDoPassAll() {
    let found = rates(interval: 20e6)
    #expect(found.allSatisfy { abs($0 / 50_000 - 1) < 1e-3 }, "\(found)")
  }
}

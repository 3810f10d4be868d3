import Model
import Testing

@testable import Simulator

/// Rates at the fluid level, by hand and on random networks.
@Suite struct FluidTests {
  static let second: Int64 = 1_000_000_000_000

  /// Wires that carry so many frames of 100 bytes per second.
  static func wires(_ rates: [Double]) -> NetworkPlan {
    var plan = NetworkPlan()
    plan.wires = rates.enumerated().map { index, rate in
      .init(
        name: "wire \(index)", byte: 1e12 / rate / 100, overhead: 0, delay: 0, queueLimit: 100)
    }
    plan.wires.append(
      .init(name: "back", byte: 0, overhead: 0, delay: 1_000_000, queueLimit: .max))
    return plan
  }

  static func flow(
    _ load: NetworkPlan.Load, over wires: [Int], in plan: NetworkPlan, start: Int64 = 0,
    stop: Int64 = .max
  ) -> NetworkPlan.Flow {
    var flow = NetworkPlan.Flow(
      name: "flow \(plan.flows.count)", load: load, start: start,
      forward: wires.map { .wire($0) }, backward: [.wire(plan.wires.count - 1)], frame: 100,
      payload: 54, costFactor: 1)
    flow.stop = stop
    return flow
  }

  private func rates(_ plan: NetworkPlan, seconds: Int64 = 1) -> [Double] {
    var run = FluidRun(
      plan: FluidPlan(plan), end: seconds * Self.second,
      stream: RandomStream(seed: 1, replication: 0, name: "network"))
    run.run(warmUp: 0)
    return run.flows.map { $0.deliveredTotal / Double(seconds) }
  }

  private func isNear(_ left: [Double], _ right: [Double], within: Double = 1e-6) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { abs($0 - $1) <= within * max(abs($1), 1) }
  }

  /// Three links in a row of 100, 60 and 150 frames/s. One flow crosses all; the first link has one
  /// more, the second two, the third one.
  ///
  /// The second link is full first, at 20 for each of its three. The first then leaves 80 for its
  /// own flow, the third 130.
  @Test func elasticFlowsGetMaxMinFairRates() {
    var plan = Self.wires([100, 60, 150])
    for path in [[0, 1, 2], [0], [1], [1], [2]] {
      plan.flows.append(Self.flow(.elastic(window: 1_000_000), over: path, in: plan))
    }
    #expect(isNear(rates(plan), [20, 80, 20, 20, 130]))
  }

  /// The window of 10 segments in a round trip of 1 us and the frames' times.
  @Test func aWindowLimitsAFlowAndLeavesTheRestToOthers() {
    var plan = Self.wires([1e6])
    plan.wires[1].delay = 99_000_000
    plan.flows.append(Self.flow(.elastic(window: 10), over: [0], in: plan))
    plan.flows.append(Self.flow(.elastic(window: 1_000_000), over: [0], in: plan))
    #expect(isNear(rates(plan), [1e5, 9e5]))
  }

  /// 80 and 40 frames/s on a link of 100: each loses a sixth. Of what is left of the second, 33⅓,
  /// a link of 20 lets 20 pass. TCP has nothing on the first, and what is left on another.
  @Test func flowsWithoutFeedbackLoseTheSameShareWhereTheyAreTooMuch() {
    var plan = Self.wires([100, 20, 50])
    plan.flows.append(Self.flow(.constant(interval: 1e12 / 80), over: [0], in: plan))
    plan.flows.append(Self.flow(.poisson(interval: 1e12 / 40), over: [0, 1], in: plan))
    plan.flows.append(Self.flow(.elastic(window: 1_000_000), over: [0], in: plan))
    plan.flows.append(Self.flow(.constant(interval: 1e12 / 30), over: [2], in: plan))
    plan.flows.append(Self.flow(.elastic(window: 1_000_000), over: [2], in: plan))
    #expect(isNear(rates(plan), [80 / 1.2, 20, 0, 30, 20]))
  }

  @Test func whatIsDownForHalfOfTheTimeCarriesHalf() {
    var plan = Self.wires([100])
    plan.wires[0].outages = [Outage(from: 2 * Self.second, to: 7 * Self.second)]
    plan.flows.append(Self.flow(.constant(interval: 1e12 / 80), over: [0], in: plan))
    #expect(isNear(rates(plan, seconds: 10), [40]))
  }

  /// The timer of a connection whose round trip is near 0 runs out 0.2, 0.6, 1.4, 3.0, 6.2 s after
  /// its link failed; the link is repaired after 5 s.
  @Test func anElasticFlowGoesOnWhenItsTimerRunsOutAfterTheRepair() {
    var plan = Self.wires([100_000])
    plan.wires[0].outages = [Outage(from: 2 * Self.second, to: 7 * Self.second)]
    plan.flows.append(Self.flow(.elastic(window: 1_000_000), over: [0], in: plan))
    #expect(isNear(rates(plan, seconds: 10), [100_000 * (10 - 6.2) / 10], within: 1e-3))
  }

  @Test func aFlowSendsFromItsStartToItsStop() {
    var plan = Self.wires([100])
    for load in [NetworkPlan.Load.constant(interval: 1e11), .elastic(window: 1_000_000)] {
      plan.flows.append(
        Self.flow(load, over: [0], in: plan, start: 2 * Self.second, stop: 4 * Self.second))
    }
    #expect(isNear(rates(plan, seconds: 8), [2.5, 22.5]))
  }
}

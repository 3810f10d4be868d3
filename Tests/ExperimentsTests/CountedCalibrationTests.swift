import Experiments
import Formats
import Model
import Testing

/// Ratios of counts identify the costs that they were made with.
@Suite struct CountedCalibrationTests {
  private static let planted: [(name: String, value: Double)] = [
    ("emulated_exits_packet", 6.5), ("qemu_tap_syscall", 14_000), ("netback_bridge_pkt", 6_000),
    ("tap_tx_path", 4_200),
  ]

  private static func truth() throws -> CostModel {
    var costs = try ShippedPlans.priors()
    for (name, value) in planted { costs[name]?.value = value }
    return costs
  }

  private static func fit(_ plan: CalibrationPlan) async throws -> Calibration {
    try await Calibrator(
      evaluator: PlanEvaluator(plan: plan, scenarios: RackPaths.named()),
      priors: ShippedPlans.priors(), seed: 4, threads: 2
    ).run()
  }

  private static func value(_ name: String, _ calibration: Calibration) -> Double {
    calibration.parameters.first { $0.name == name }?.value ?? .nan
  }

  /// The shipped plan, with an assumption that trusts the counts, and no prior's help. Of vhost's
  /// two ways only the sum can be told, so one is left where it is.
  @Test func plantedCostsAreRecoveredWithinTwoPercent() async throws {
    var plan = try RackPaths.plan(RackPaths.counts(Self.truth()))
    plan.free.removeAll { $0.parameter == "tap_rx_path" }
    for index in plan.free.indices { plan.free[index].usesPrior = false }
    let found = try await Self.fit(plan)
    for (name, value) in Self.planted {
      #expect(abs(Self.value(name, found) / value - 1) < 0.02, "\(name)")
    }
    #expect(found.fittedParameters == Self.planted.map(\.name).sorted())
    // What was held out is predicted: the truth has the same mechanisms.
    for observation in found.observations {
      #expect(abs(observation.modelled / observation.published - 1) < 0.02, "\(observation)")
    }
    #expect(found.observations.count { $0.use == .holdOut } > 20)
    #expect(found.notes.contains { $0.hasPrefix("Ratios of counts: ") })
  }

  /// All paths have the same instructions per cycle or not: only that to the native one matters.
  @Test func aFactorThatAllPathsShareCancelsOut() throws {
    let truth = try Self.truth()
    let one = try RackPaths.plan(RackPaths.counts(truth) { _ in 0.5 })
    let other = try RackPaths.plan(RackPaths.counts(truth) { _ in 3 })
    for (left, right) in zip(one.observations, other.observations) {
      #expect(abs(left.mean / right.mean - 1) < 1e-9, "\(left.id)")
    }
  }

  /// Where Xen's paths have other instructions per cycle than the native one, as much as the plan
  /// assumes, the interval of what is found has the truth in it.
  @Test(arguments: [0.8, 1.25])
  func theAssumptionCoversPathsThatDiffer(factor: Double) async throws {
    let counts = try RackPaths.counts(Self.truth()) { $0.hasPrefix("xen") ? factor : 1 }
    var plan = try RackPaths.plan(counts)
    plan.free = plan.free.filter { $0.parameter == "netback_bridge_pkt" }
    let found = try await Self.fit(plan)
    let parameter = try #require(found.parameters.first { $0.name == "netback_bridge_pkt" })
    #expect(parameter.low < 6_000 && 6_000 < parameter.high, "\(parameter)")
    #expect(parameter.high / parameter.low > 1.3)
  }

  /// Four ratios of one path tell no more than one: they share what its instructions are worth.
  @Test func ratiosOfOnePathCountAsOne() async throws {
    let whole = try RackPaths.plan(RackPaths.counts(Self.truth()))
    var plan = whole
    plan.free = plan.free.filter { $0.parameter == "netback_bridge_pkt" }
    let ratios = whole.observations.filter { $0.id.hasPrefix("xen-pv.16x") }
    #expect(ratios.count == 2)
    plan.observations = [ratios[0]]
    let one = try await Self.fit(plan)
    // The same ratio four times under other names.
    plan.observations = (0..<4).map { number in
      var copy = ratios[0]
      copy.id += " \(number)"
      return copy
    }
    let four = try await Self.fit(plan)
    let name = "netback_bridge_pkt"
    #expect(abs(Self.value(name, four) / Self.value(name, one) - 1) < 0.01)
    // The prior has a say: the counts do not override it.
    #expect(Self.value(name, one) > 6_100 && Self.value(name, one) < 9_000)
  }

  @Test func aCheckSaysWhatWasFitted() async throws {
    let counts = try RackPaths.counts(Self.truth())
    let plan = try RackPaths.plan(counts)
    let evaluator = try PlanEvaluator(plan: plan, scenarios: RackPaths.named())
    let sampling = PlanEvaluator.Sampling(replications: 3, seed: 1, varies: true, threads: 2)
    let priors = try await evaluator.check(
      ShippedPlans.priors(), fittedBy: nil, sampling: sampling)
    #expect(priors.allSatisfy { $0.basis == .notFitted } && priors.count == plan.observations.count)
    let truth = try await evaluator.check(Self.truth(), fittedBy: nil, sampling: sampling)
    #expect(truth.allSatisfy { abs($0.deviation) < 1e-9 && $0.isInside })
    let found = try await Self.fit(plan)
    let costs = CostModel(name: "fit", hash: "0", parameters: found.parameters)
    var checks = try await evaluator.check(costs, fittedBy: found, sampling: sampling)
    for (check, observation) in zip(checks, plan.observations) {
      #expect(check.basis == (observation.use == .fit ? .fitted : .heldOut))
    }
    // Counted anew, the fit is an old one.
    let anew = try PlanEvaluator(
      plan: RackPaths.plan(RackPaths.counts(ShippedPlans.priors())), scenarios: RackPaths.named())
    checks = try await anew.check(costs, fittedBy: found, sampling: sampling)
    #expect(checks.first { $0.id == "xen-pv.16x64" }?.basis == .fittedBefore)
  }

  @Test func aRatioNamesItsScenariosAndItsOneFlow() throws {
    let plan = try RackPaths.plan(RackPaths.counts(Self.truth()))
    let named = try RackPaths.named()
    #expect(throws: (any Error).self) {
      try PlanEvaluator(plan: plan, scenarios: named.filter { !$0.name.contains("direct") })
    }
    var other = plan
    other.observations[0].workloads = []
    #expect(throws: (any Error).self) { try PlanEvaluator(plan: other, scenarios: named) }
  }
}

import Experiments
import Model
import Testing

/// A calibration to observations that were simulated with known costs finds those costs.
@Suite struct PlantedParameterTests {
  /// Costs that differ from the priors, and that the plan can identify: a receiver's delay of 3 ms
  /// makes the window the limit, and dom0's cost keeps Tx below the line rate.
  private static let planted: [(name: String, value: Double)] = [
    ("pi_work", 1.1e11), ("stream_efficiency", 0.52), ("stream_shadow_factor", 0.98),
    ("stream_pv_factor", 0.9), ("emulated_exits_packet", 6.5), ("netback_bridge_pkt", 20_000),
    ("tcp_receiver_delay", 3e-3),
  ]

  @Test func plantedCostsAreRecoveredWithinFivePercent() async throws {
    let shipped = try ShippedPlans.evaluator("directional")
    var truth = try ShippedPlans.priors()
    for (name, value) in Self.planted { truth[name]?.value = value }
    // As many runs as a published mean stands for, so that the truth's own noise is small.
    let sampling = PlanEvaluator.Sampling(replications: 15, seed: 7, varies: false, threads: 2)
    let figures = try await shipped.samples(of: [truth], sampling: sampling)[0]
    // The same plan, with what the planted costs give in place of what was published.
    var plan = shipped.plan
    plan.free = plan.free.filter { range in Self.planted.contains { $0.name == range.parameter } }
    for index in plan.free.indices { plan.free[index].usesPrior = false }
    plan.spread = []
    for index in plan.observations.indices {
      let mean = figures[index].reduce(0, +) / Double(figures[index].count)
      plan.observations[index].mean = mean
      plan.observations[index].ci95 = mean * 1e-3
      plan.observations[index].use = .fit
    }
    let found = try await Calibrator(
      evaluator: PlanEvaluator(plan: plan, scenarios: shipped.namedScenarios),
      priors: ShippedPlans.priors(), seed: 8, threads: 2
    ).run()
    for (name, value) in Self.planted {
      let parameter = try #require(found.parameters.first { $0.name == name })
      #expect(parameter.origin == .fitted)
      #expect(abs(parameter.value / value - 1) < 0.05, "\(name): \(parameter.value), not \(value)")
    }
  }
}

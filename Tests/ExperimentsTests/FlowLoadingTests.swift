import Experiments
import Formats
import LoadSearch
import Model
import Simulator
import Testing

/// Searches and saturation in simulation, on chains whose throughput is known.
@Suite struct FlowLoadingTests {
  /// Packets that wait at each router of `Routers` at most.
  private static let queue = 64
  /// Cycles of a packet at a router.
  private static let cycles = 6_250.0

  /// A simulation of two native routers between two testers, in which nothing is random but phases.
  private func routers(_ clocks: [Double], load: String = "constant_rate") throws -> Simulation {
    let text = RouterText.make(clocks: clocks, queue: Self.queue, load: load)
    var costs = try ShippedPlans.priors()
    for name in costs.parameters.map(\.name) { costs[name]?.runVariation = 0 }
    for name in ["softirq_batch", "service_time_spread", "interrupt_moderation"] {
      costs[name]?.value = 0
    }
    costs["linux_fwd_pkt"]?.value = Self.cycles
    costs["line_rate_share"]?.value = 1
    return Simulation(
      scenario: try ScenarioFile.read(text, file: "routers.yaml").scenario, costs: costs)
  }

  private func figures(
    _ simulation: Simulation, _ measures: Set<FlowMeasure>, replications: Int = 2,
    alone: Bool = false
  ) async throws -> Results {
    var effort = SearchEffort()
    effort.width = 0.004
    effort.initialTrial = 0.1
    effort.finalTrial = 0.2
    effort.durationSum = 0.6
    let loading = FlowLoading(measures: measures, effort: effort)
    let parts = loading.parts(of: simulation, seed: 3, replications: replications, alone: alone)
    let found = try await Campaign(parts).run(threads: 2)
    return Results(
      of: Replication.joined(found, inOrderOf: simulation.scenario.workloads),
      simulation: simulation, seed: 3, scenarioHash: nil)
  }

  private func mean(_ name: String, of results: Results) throws -> Double {
    try #require(results.metrics.first { $0.name == name }, "no \(name)").mean
  }

  /// In a trial of T seconds a chain whose slowest stage takes 1/μ passes μT frames, and what its
  /// queue of Q holds and the one in service at the end. So it loses a share p of λT where
  /// λ(1 − p) = μ + (Q + 1)/T.
  @Test(arguments: [[2.5, 2.0], [2.0, 2.5], [2.2, 2.2]])
  func theThroughputIsThatOfTheSlowestStageAndItsQueue(clocks: [Double]) async throws {
    let results = try await figures(try routers(clocks), [.search])
    let service = Self.cycles / ((clocks.min() ?? 0) * 1e9)
    for (goal, loss) in [("ndr", 0.0), ("pdr", 0.005)] {
      let exact = (1 / service + Double(Self.queue + 1) / 0.2) / (1 - loss)
      let lower = try mean("udp.\(goal)", of: results)
      let upper = try mean("udp.\(goal)_upper", of: results)
      // A frame more or less at the ends of a trial is 5/s.
      #expect(lower <= exact + 10 && upper >= exact - 10, "\(goal): \(lower)…\(upper), \(exact)")
      #expect(upper - lower <= 0.004001 * upper, "\(goal): \(lower)…\(upper)")
      let goodput = try mean("udp.\(goal)_goodput", of: results)
      let forwarded = try mean("udp.\(goal)_forwarded", of: results)
      #expect(abs(goodput - forwarded * 18 * 8e-6) < 1e-9)
    }
    #expect(results.metrics.allSatisfy { $0.samples.count == 2 })
    #expect(!results.metrics.contains { $0.name == "udp.goodput" }, "the rate was not asked for")
  }

  @Test func saturationOffersWhatTheLinkCarriesAndPassesWhatTheSlowestStageDoes() async throws {
    let results = try await figures(try routers([2.5, 2.0]), [.saturation, .rate])
    let line = 1e9 / 8 / 84
    #expect(abs(try mean("udp.saturation_intended", of: results) - line) < 1e-6)
    #expect(abs(try mean("udp.saturation_offered", of: results) / line - 1) < 1e-4)
    let passed = 2e9 / Self.cycles
    #expect(abs(try mean("udp.saturation_packets", of: results) / passed - 1) < 1e-4)
    #expect(abs(try mean("udp.saturation_loss", of: results) - (1 - passed / line)) < 1e-3)
    #expect(abs(try mean("udp.goodput", of: results) - 5) < 0.01, "the rate beside it")
  }

  @Test func allThatTheLinkCarriesPassesAFastRouterAndIsNoThroughput() async throws {
    let results = try await figures(try routers([9.9, 9.9]), [.search])
    let line = 1e9 / 8 / 84
    #expect(try mean("udp.ndr_at_least", of: results) == line)
    #expect(!results.metrics.contains { $0.name == "udp.ndr" })
    #expect(results.notes.contains { $0.contains("udp: no NDR was enclosed: all that the link") })
  }

  /// A host that sends cannot offer more than its own stage does.
  @Test func aSenderThatIsSlowerThanTheRouterIsTheLimitThatIsFound() async throws {
    var simulation = try routers([2.5, 2.5])
    var scenario = simulation.scenario
    guard case .flow(var flow) = scenario.workloads[0].kind else { return }
    flow.endpoints = .hosts
    scenario.workloads[0].kind = .flow(flow)
    var costs = simulation.costs
    costs["tcp_endpoint_pkt"]?.value = 12_500
    costs["copy_byte"]?.value = 0
    simulation = Simulation(scenario: scenario, costs: costs)
    // The tester's clock of 2.5 GHz makes 5 µs of that.
    let results = try await figures(simulation, [.search, .saturation])
    let limit = try mean("udp.ndr_at_least", of: results)
    #expect(limit <= 200_000 * 1.001 && limit > 200_000 * 0.99, "\(limit)")
    #expect(try mean("udp.search_refused", of: results) >= 3)
    #expect(abs(try mean("udp.saturation_offered", of: results) - 200_000) < 20)
  }

  @Test func aFlowWithoutOneRateCannotBeSearched() async throws {
    let simulation = try routers([2.5, 2.5], load: "poisson")
    #expect(simulation.scenario.constantRateFlows.isEmpty)
    #expect(throws: SimulationError.self) {
      try simulation.trial(
        of: Workload.ID("udp"), load: 1_000, seconds: 0.1, replication: 0, number: 0, seed: 1)
    }
    #expect(throws: SimulationError.self) {
      try simulation.trial(
        of: Workload.ID("nothing"), load: 1_000, seconds: 0.1, replication: 0, number: 0, seed: 1)
    }
  }
}

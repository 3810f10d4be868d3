import Experiments
import Formats
import Model
import Testing

@testable import Simulator

/// A scenario in which a cable is out for half of the time and a host for 2 s, at both levels.
@Suite struct FailureScenarioTests {
  private func scenario() throws -> Scenario {
    let path = "\(ShippedPlans.folder)scenarios/traffic/failures.yaml"
    return try ScenarioFile.read(TextFile.read(path), file: "failures.yaml").scenario
  }

  private func figure(
    _ name: String, of workload: String, in scenario: Scenario, _ level: DetailLevel
  ) throws -> Double? {
    let costs = try ShippedPlans.calibration("directional").costs
    let found = try Simulation(scenario: scenario, costs: costs, level: level).replicate(0, seed: 1)
    return found.figures.first { $0.workload == workload && $0.quantity == name }?.value
  }

  /// The cable of the server is out from 0.5 to 1.5 s of 2 s.
  @Test(arguments: DetailLevel.allCases)
  func aCableThatIsOutForHalfOfTheTimeCarriesHalf(level: DetailLevel) throws {
    var scenario = try scenario()
    scenario.workloads.removeAll { $0.id.name != "udp" }
    let goodput = try #require(try figure("goodput", of: "udp", in: scenario, level))
    let loss = try #require(try figure("loss", of: "udp", in: scenario, level))
    #expect(abs(goodput - 50) < 0.05 && abs(loss - 0.5) < 1e-3, "\(goodput) Mbit/s, \(loss)")
  }

  /// The farm is down from 1 s to 3 s, when the flows have ended; the job goes on.
  @Test(arguments: DetailLevel.allCases)
  func aJobEndsLaterByTheOutageOfItsHost(level: DetailLevel) throws {
    var scenario = try scenario()
    scenario.workloads.removeAll { $0.id.name != "pi" }
    let later = try #require(try figure("time", of: "pi", in: scenario, level))
    scenario.failures = []
    let alone = try #require(try figure("time", of: "pi", in: scenario, level))
    #expect(abs(later - alone - 2) < 1e-6, "\(alone) s becomes \(later) s")
    scenario.failures = [
      Failure(target: .host(Host.ID("farm")), at: SimTime(seconds: 0.5))
    ]
    #expect(try figure("time", of: "pi", in: scenario, level) == nil)
  }

  @Test func whereAPacketIsLostIsToldApartFromDrops() throws {
    let costs = try ShippedPlans.calibration("directional").costs
    for level in DetailLevel.allCases {
      let found = try Simulation(scenario: scenario(), costs: costs, level: level).replicate(
        0, seed: 1)
      let lost = found.breakdown.filter { $0.flow == "udp" && ($0.lost ?? 0) > 0 }
      #expect(lost.map(\.stage) == ["switch.port1 → server.eth0"])
      #expect(abs((lost.first?.lost ?? 0) - 0.5) < 0.01)
    }
  }

  @Test func theFluidLevelFindsTheSameOnAnyNumberOfThreads() async throws {
    let costs = try ShippedPlans.calibration("directional").costs
    let text = DataCentreText.make(hosts: 3, vmsPerHost: 5, seed: 7)
    let large = try ScenarioFile.read(text, file: "generated.yaml").scenario
    for scenario in [try scenario(), large] {
      let part = Campaign.Part(
        simulation: Simulation(scenario: scenario, costs: costs, level: .fluid), seed: 3,
        replications: 5)
      let found = try await Campaign([part]).run(threads: 1)
      #expect(try await Campaign([part]).run(threads: 4) == found)
    }
  }

  @Test func requestsAreRefusedWithPlaceValueAndRemedy() throws {
    let path = "\(ShippedPlans.folder)scenarios/traffic/mix.yaml"
    let mix = try ScenarioFile.read(TextFile.read(path), file: "mix.yaml").scenario
    let simulation = Simulation(scenario: mix, costs: try ShippedPlans.priors(), level: .fluid)
    do {
      _ = try simulation.replicate(0, seed: 1)
      Issue.record("the fluid level took requests")
    } catch {
      #expect("\(error)".contains("workloads[3].load: database is requests"))
      #expect("\(error)".contains("--level packet"))
    }
  }
}

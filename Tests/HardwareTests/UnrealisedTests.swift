import Model
import Testing

@testable import Hardware

/// What hardware mode does not set is refused, not passed over.
@Suite struct UnrealisedTests {
  private func problems(
    _ name: String, _ change: (inout Scenario) -> Void
  ) throws -> [String] {
    var scenario = try Scenarios.read(name)
    change(&scenario)
    do {
      _ = try PlanBuilder(scenario: scenario, wiring: Wiring(scenario), guests: [:]).plan()
      return []
    } catch {
      guard case .unsupported(let problems) = error else { return ["another error: \(error)"] }
      return problems
    }
  }

  @Test func aPlainScenarioHasAPlan() throws {
    #expect(try problems("this-machine/native") { _ in }.isEmpty)
  }

  @Test func queuesOffloadAndModerationOfInterfacesAreRefusedAllAtOnce() throws {
    let found = try problems("this-machine/native") { scenario in
      scenario.hosts[1].nics[0].queues = 2
      scenario.hosts[1].nics[0].segmentationOffload = true
      scenario.hosts[1].nics[1].moderation = .zero
    }
    #expect(found.count == 3)
    let name = "\(try Scenarios.read("this-machine/native").hosts[1].id)"
    for (problem, word) in zip(found, ["queues", "segmentation_offload", "moderation"]) {
      #expect(problem.hasPrefix(name) && problem.contains(word), "\(problem)")
    }
  }

  @Test func capsAndWeightsOfGuestsAreRefused() throws {
    let found = try problems("rack/xen-pv") { scenario in
      for host in scenario.hosts.indices {
        for vm in scenario.hosts[host].vms.indices { scenario.hosts[host].vms[vm].cap = 50 }
      }
    }
    #expect(found.count == 1 && found[0].contains("xl sched-credit"), "\(found)")
  }
}

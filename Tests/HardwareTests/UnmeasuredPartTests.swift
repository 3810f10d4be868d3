import Model
import Testing

@testable import Hardware

/// What a scenario may have that only the simulator does: refused with place, value and remedy.
@Suite struct UnmeasuredPartTests {
  @Test func failuresSwitchesAndTimesOfFlowsAreRefusedAtOnce() throws {
    var scenario = try Scenarios.read("this-machine/native")
    scenario.failures = [Failure(target: .host(scenario.hosts[1].id), at: .zero)]
    scenario.hosts[1].forwarding = .hardware
    let place = try #require(
      scenario.workloads.firstIndex { if case .flow = $0.kind { true } else { false } })
    guard case .flow(var flow) = scenario.workloads[place].kind else { return }
    let name = scenario.workloads[place].id.name
    flow.start = SimTime(seconds: 0.5)
    flow.stop = SimTime(seconds: 1)
    scenario.workloads[place].kind = .flow(flow)
    do {
      _ = try Cell(
        scenario, hash: "", testbed: .thisMachine, emulated: false, appliance: nil, connection: "")
      Issue.record("it would have been measured")
    } catch {
      for part in [
        "failures[0]: what fails is simulated and not measured yet; leave failures out",
        "hosts[1].forwarding: \(scenario.hosts[1].id) forwards by hardware",
        "workloads[\(name)].start: 500 ms, but flows are measured alone, each from the beginning",
        "workloads[\(name)].stop: 1 s, but flows are measured alone",
      ] { #expect("\(error)".contains(part), "\(error)") }
    }
  }
}

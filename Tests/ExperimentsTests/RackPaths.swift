import Experiments
import Formats
import Model
import Simulator

/// The scenarios of racks, and counts that some costs would give on them.
enum RackPaths {
  /// Every path that has a router, and is not the native one.
  static let routers = [
    "kvm-rtl8139", "kvm-e1000", "kvm-virtio", "kvm-vhost", "xen-pv", "xen-pv-routed", "xen-pvh",
    "xen-hvm",
  ]
  /// All paths.
  static let all = ["native-direct", "native"] + routers

  /// The scenario of a path with nothing but its flow of datagrams.
  static func scenario(_ name: String) throws -> Scenario {
    let path = ShippedPlans.folder + "scenarios/rack/\(name).yaml"
    var scenario = try ScenarioFile.read(try TextFile.read(path), file: path).scenario
    scenario.workloads.removeAll { $0.id.name != "udp" }
    return scenario
  }

  /// Scenarios by the names that the plan for counts gives them.
  static func named() throws -> [(name: String, scenario: Scenario)] {
    try all.map { ("../scenarios/rack/\($0).yaml", try scenario($0)) }
  }

  /// What would be counted if `costs` were true and every cycle had so many instructions; with
  /// standard errors of a thousandth.
  static func counts(
    _ costs: CostModel, instructionsPerCycle: (_ path: String) -> Double = { _ in 1.25 }
  ) throws -> RackFigures {
    RackFigures(
      label: "emulated host", clock: .instructions, version: "0", caveat: "planted", packages: [],
      platforms: try (["native"] + routers).map { name in
        func work(_ name: String) throws -> [Double] {
          let work = try Simulation(scenario: scenario(name), costs: costs).work(
            on: "udp", replication: 0, seed: 0)
          return [work.train, work.packet, work.byte]
        }
        let router = zip(try work(name), try work("native-direct")).map { $0 - $1 }
        let parts = zip(["notification", "packet", "byte"], router)
        return RackFigures.Platform(
          name: name,
          figures: parts.flatMap { what, cycles in
            let value = cycles * instructionsPerCycle(name)
            return [
              RackFigures.Figure(
                name: "udp router_\(what)", unit: "instructions", value: value),
              RackFigures.Figure(
                name: "udp router_\(what)_error", unit: "instructions",
                value: value.magnitude / 1_000),
            ]
          })
      })
  }

  /// The shipped plan with those counts.
  static func plan(_ counts: RackFigures) throws -> CalibrationPlan {
    let path = "calibration/counts_plan.yaml"
    let text = try TextFile.read(ShippedPlans.folder + path)
    return try PlanFile.read(text, file: path) { _ throws(InputError) in counts }
  }
}

import Model
import Simulator

extension PlanEvaluator {
  /// An observation's ratio as it is simulated: what is counted, and what it is compared with.
  struct Paths: Sendable {
    let ratio: RouterRatio
    let flow: String
    /// The scenarios of the path, of the one without a router, and of the reference, each reduced
    /// to the flow.
    let scenarios: [Scenario]
  }

  /// The paths of an observation; nil where it is no ratio.
  ///
  /// - Throws: `SimulationError` if a scenario or its flow is not there.
  static func paths(
    of observation: PublishedObservation, in named: [(name: String, scenario: Scenario)]
  ) throws(SimulationError) -> Paths? {
    guard let ratio = observation.ratio else { return nil }
    guard let flow = observation.workloads.first, observation.workloads.count == 1 else {
      throw .invalid("observation \(observation.id): a ratio is that of one flow")
    }
    var scenarios: [Scenario] = []
    for name in [observation.scenario, ratio.direct, ratio.reference] {
      var scenario = try Self.scenario(name, of: observation, in: named)
      for index in scenario.workloads.indices {
        guard case .flow(var part) = scenario.workloads[index].kind else { continue }
        part.frame = ratio.frame
        scenario.workloads[index].kind = .flow(part)
      }
      scenarios.append(scenario)
    }
    return Paths(ratio: ratio, flow: flow, scenarios: scenarios)
  }

  /// The ratio by replication: (path − direct) / (reference − direct), in cycles.
  func ratios(
    _ paths: Paths, costs: CostModel, sampling: Sampling
  ) throws(SimulationError) -> [Double] {
    var values: [Double] = []
    for replication in 0..<sampling.replications {
      // Without variation all are alike.
      if !sampling.varies, let first = values.first {
        values.append(first)
        continue
      }
      var cycles: [Double] = []
      for scenario in paths.scenarios {
        let work = try Simulation(scenario: scenario, costs: costs).work(
          on: paths.flow, replication: replication, seed: sampling.seed)
        cycles.append(work.cycles(frame: paths.ratio.frame.base, train: paths.ratio.train))
      }
      let unit = cycles[2] - cycles[1]
      guard unit > 0 else {
        throw .invalid(
          "\(paths.ratio.reference): its router costs nothing, so nothing is a multiple of it")
      }
      values.append((cycles[0] - cycles[1]) / unit)
    }
    return values
  }
}

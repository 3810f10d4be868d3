import LoadSearch
import Model
import Simulator

/// In which ways the constant-rate flows of a simulation are loaded (decision 12).
///
/// What is found has the words and units of a measurement, so that the two can be laid side by
/// side.
public struct FlowLoading: Sendable {
  /// The ways; everything that is no constant-rate flow is simulated in any case.
  public var measures: Set<FlowMeasure>
  /// How thoroughly a search goes; its times are simulated ones.
  public var effort: SearchEffort

  /// All its properties.
  public init(measures: Set<FlowMeasure> = [.rate], effort: SearchEffort = SearchEffort()) {
    self.measures = measures
    self.effort = effort
  }

  /// The parts of a campaign that simulate a scenario, or each of its workloads alone.
  public func parts(
    of simulation: Simulation, seed: UInt64, replications: Int, alone: Bool
  ) -> [Campaign.Part] {
    guard alone else { return parts(of: simulation, seed: seed, replications: replications) }
    return simulation.scenario.workloads.flatMap { workload in
      var single = simulation.scenario
      single.workloads = [workload]
      return parts(
        of: Simulation(scenario: single, costs: simulation.costs, level: simulation.level),
        seed: seed,
        replications: replications)
    }
  }

  private func parts(
    of simulation: Simulation, seed: UInt64, replications: Int
  ) -> [Campaign.Part] {
    let flows = simulation.scenario.constantRateFlows
    func part(_ task: Campaign.Task) -> Campaign.Part {
      Campaign.Part(simulation: simulation, seed: seed, replications: replications, task: task)
    }
    var parts: [Campaign.Part] = []
    let left = measures.contains(.rate) ? [] : flows
    if left.count < simulation.scenario.workloads.count {
      parts.append(part(.whole(without: Set(left.map(\.name)))))
    }
    for flow in flows {
      if measures.contains(.search) { parts.append(part(.search(flow, effort))) }
      if measures.contains(.saturation) { parts.append(part(.saturation(flow))) }
    }
    return parts
  }
}

extension Scenario {
  /// The flows that have a rate which never changes, in their order.
  public var constantRateFlows: [Workload.ID] {
    workloads.filter { workload in
      guard case .flow(let flow) = workload.kind, case .constantRate = flow.load else {
        return false
      }
      return true
    }.map(\.id)
  }

  /// The flow of that name.
  fileprivate func flow(_ workload: Workload.ID) throws(SimulationError) -> Flow {
    guard case .flow(let flow)? = workloads.first(where: { $0.id == workload })?.kind else {
      throw .unknownWorkload(workload.name)
    }
    return flow
  }
}

extension Simulation {
  /// The throughputs of a constant-rate flow (NDR, PDR) on the machine of one replication.
  func searched(
    _ workload: Workload.ID, effort: SearchEffort, replication: Int, seed: UInt64
  ) throws(SimulationError) -> Replication {
    let flow = try scenario.flow(workload)
    let settings = effort.settings(
      maximumLoad: scenario.lineRate(of: flow) ?? FlowRates.mostFrames(of: flow))
    guard settings.problems.isEmpty else {
      throw .invalid("\(workload): \(settings.problems.joined(separator: "; "))")
    }
    var search = ThroughputSearch(settings)
    while let trial = search.next() {
      let found = try self.trial(
        of: workload, load: trial.load, seconds: trial.seconds, replication: replication,
        number: search.trials, seed: seed)
      search.record(
        TrialResult(
          trial, sent: found.sent, received: found.received,
          seconds: max(found.seconds, trial.seconds)))
    }
    let words = SearchFigures(
      search, of: workload.name, payload: flow.meanPayload)
    var result = Replication()
    result.figures = words.figures.map { Replication.Figure($0, of: workload) }
    result.notes = words.notes
    return result
  }

  /// What passes of a constant-rate flow when as much is sent as the narrowest link of its path
  /// carries, or as its sender makes.
  func saturated(
    _ workload: Workload.ID, replication: Int, seed: UInt64
  ) throws(SimulationError) -> Replication {
    let flow = try scenario.flow(workload)
    let line = scenario.lineRate(of: flow)
    let found = try saturated(
      workload, load: line ?? FlowRates.mostFrames(of: flow), replication: replication,
      seed: seed)
    var result = Replication()
    result.figures = LoadFigure.saturation(
      intended: line, offered: Double(found.sent) / found.seconds,
      passed: Double(found.received) / found.seconds,
      loss: found.sent > 0 ? Double(found.dropped) / Double(found.sent) : 0,
      payload: flow.meanPayload
    ).map { Replication.Figure($0, of: workload) }
    result.packets = found.received
    return result
  }
}

extension Replication.Figure {
  /// What was found by loading a flow.
  fileprivate init(_ figure: LoadFigure, of workload: Workload.ID) {
    self.init(
      workload: workload.name, quantity: figure.quantity, unit: figure.unit, value: figure.value)
  }
}

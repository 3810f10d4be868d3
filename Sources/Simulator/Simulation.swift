import Model

/// A scenario with its costs, ready to be replicated.
///
/// A replication is a pure function of (scenario, cost model, seed, index): it reads no clock and
/// no file, and starts no task, so replications may run on any number of threads at once.
public struct Simulation: Sendable {
  /// What is simulated.
  public let scenario: Scenario
  /// The costs it is simulated with.
  public let costs: CostModel

  /// A simulation of `scenario`, which has passed validation.
  public init(scenario: Scenario, costs: CostModel) {
    self.scenario = scenario
    self.costs = costs
  }

  /// Runs one replication.
  ///
  /// Flows run together; each pi and STREAM job shares its host with the other jobs.
  public func replicate(_ index: Int, seed: UInt64) throws(SimulationError) -> Replication {
    let varied = Costs(costs, seed: seed, replication: index)
    var result = Replication()
    let plan = try network(varied)
    if !plan.flows.isEmpty {
      var run = NetworkRun(
        plan: plan,
        stream: RandomStream(seed: seed, replication: index, name: "network"))
      run.run(
        warmUp: scenario.run.warmUp.picoseconds, duration: scenario.run.duration.picoseconds)
      run.summarise(into: &result, duration: scenario.run.duration)
    }
    try JobModel(scenario: scenario, costs: varied).run(into: &result)
    result.sortFigures(like: scenario.workloads.map(\.id.name))
    return result
  }

  /// The names of the parameters that the scenario's results depend on, sorted.
  public func usedParameters() throws(SimulationError) -> [String] {
    let recorder = Costs.Recorder()
    let recording = Costs(costs, seed: 0, replication: 0, recorder: recorder)
    _ = try network(recording)
    var jobs = Replication()
    try JobModel(scenario: scenario, costs: recording).run(into: &jobs)
    return recorder.names.sorted()
  }

  private func network(_ costs: Costs) throws(SimulationError) -> NetworkPlan {
    var builder = NetworkBuilder(scenario: scenario, costs: costs)
    for workload in scenario.workloads {
      if case .flow(let flow) = workload.kind { try builder.add(flow, name: workload.id.name) }
    }
    return builder.plan
  }
}

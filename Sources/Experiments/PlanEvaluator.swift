import Model
import Simulator

/// Simulates the observations of a calibration plan under any cost model.
public struct PlanEvaluator: Sendable {
  /// The observations, with what they are simulated by.
  public let plan: CalibrationPlan
  /// The scenarios by the names that the plan's observations give them.
  public let namedScenarios: [(name: String, scenario: Scenario)]
  /// The distinct simulations: scenarios reduced to the workloads that run together.
  let scenarios: [Scenario]
  /// For each observation, its position in `scenarios`; nil for a ratio, which is not run.
  let scenarioOf: [Int?]
  /// For each observation that is a ratio, what that is one of.
  let pathsOf: [Paths?]

  /// An evaluator of `plan`, whose observations name `scenarios`.
  ///
  /// - Throws: `SimulationError` if an observation names a scenario or workload that is not there.
  public init(
    plan: CalibrationPlan, scenarios named: [(name: String, scenario: Scenario)]
  ) throws(SimulationError) {
    self.plan = plan
    namedScenarios = named
    var scenarios: [Scenario] = []
    var scenarioOf: [Int?] = []
    var pathsOf: [Paths?] = []
    for observation in plan.observations {
      let paths = try Self.paths(of: observation, in: named)
      pathsOf.append(paths)
      if paths != nil {
        scenarioOf.append(nil)
        continue
      }
      let scenario = try Self.scenario(observation.scenario, of: observation, in: named)
      if let position = scenarios.firstIndex(of: scenario) {
        scenarioOf.append(position)
      } else {
        scenarioOf.append(scenarios.count)
        scenarios.append(scenario)
      }
    }
    self.scenarios = scenarios
    self.scenarioOf = scenarioOf
    self.pathsOf = pathsOf
  }

  /// The scenario of that name, reduced to the workloads of `observation`.
  static func scenario(
    _ name: String, of observation: PublishedObservation,
    in named: [(name: String, scenario: Scenario)]
  ) throws(SimulationError) -> Scenario {
    guard let match = named.first(where: { $0.name == name }) else {
      throw .invalid("observation \(observation.id): no scenario \"\(name)\"")
    }
    var scenario = match.scenario
    for name in observation.workloads
    where !scenario.workloads.contains(where: { $0.id.name == name }) {
      throw .unknownWorkload(name)
    }
    scenario.workloads.removeAll { !observation.workloads.contains($0.id.name) }
    return scenario
  }

  /// What the observations that are fitted span.
  var fitEnvelope: FitEnvelope {
    FitEnvelope(
      of: plan.observations.indices.filter { plan.observations[$0].use == .fit }.flatMap { index in
        scenarioOf[index].map { [scenarios[$0]] } ?? pathsOf[index]?.scenarios ?? []
      })
  }

  /// How an evaluation samples.
  public struct Sampling: Sendable {
    /// Replications of each simulation.
    public var replications: Int
    /// What the random streams derive from.
    public var seed: UInt64
    /// Whether parameters vary between replications as their `runVariation` says.
    public var varies: Bool
    /// Threads to use.
    public var threads: Int

    /// All its properties.
    public init(replications: Int, seed: UInt64, varies: Bool, threads: Int) {
      self.replications = replications
      self.seed = seed
      self.varies = varies
      self.threads = threads
    }
  }

  /// The replications of every distinct simulation, for each cost model.
  public func replications(
    of models: [CostModel], sampling: Sampling, progress: Campaign.Progress? = nil
  ) async throws -> [[[Replication]]] {
    guard !models.isEmpty else { return [] }
    var parts: [Campaign.Part] = []
    var keys: [[Double]] = []
    var partOf: [[Int]] = []
    let used = try scenarios.map { scenario throws(SimulationError) in
      try Simulation(scenario: scenario, costs: models[0]).usedParameters()
    }
    for model in models {
      let costs = sampling.varies ? model : model.withoutVariation
      // Models that agree in what a scenario uses share its simulation.
      partOf.append(
        scenarios.indices.map { index in
          let key = [Double(index)] + used[index].map { model[$0]?.value ?? .nan }
          if let position = keys.firstIndex(of: key), !sampling.varies { return position }
          keys.append(key)
          parts.append(
            Campaign.Part(
              simulation: Simulation(scenario: scenarios[index], costs: costs),
              seed: sampling.seed, replications: sampling.replications))
          return parts.count - 1
        })
    }
    let outcomes = try await Campaign(parts).run(threads: sampling.threads, progress: progress)
    return partOf.map { $0.map { outcomes[$0] } }
  }

  /// For each cost model and observation, the values of the observed figure by replication.
  public func samples(
    of models: [CostModel], sampling: Sampling, progress: Campaign.Progress? = nil
  ) async throws -> [[[Double]]] {
    let outcomes = try await replications(of: models, sampling: sampling, progress: progress)
    return try zip(models, outcomes).map { model, byScenario in
      let costs = sampling.varies ? model : model.withoutVariation
      return try plan.observations.indices.map { index in
        if let paths = pathsOf[index] {
          return try ratios(paths, costs: costs, sampling: sampling)
        }
        return try figure(of: index, in: byScenario)
      }
    }
  }

  /// The values of one observation's figure, in the replications of every distinct simulation.
  func figure(
    of index: Int, in outcomes: [[Replication]]
  ) throws(SimulationError) -> [Double] {
    let observation = plan.observations[index]
    let replications = scenarioOf[index].map { outcomes[$0] } ?? []
    let values = replications.compactMap { replication in
      replication.figures.first { "\($0.workload).\($0.quantity)" == observation.figure }?.value
    }
    guard values.count == replications.count, !values.isEmpty else {
      throw .invalid(
        "observation \(observation.id): the simulation has no figure \"\(observation.figure)\"")
    }
    return values
  }
}

extension CostModel {
  /// The same model with parameters that do not vary between runs.
  var withoutVariation: CostModel {
    var model = self
    for parameter in parameters {
      var steady = parameter
      steady.runVariation = 0
      model[parameter.name] = steady
    }
    return model
  }

  /// The same model with other values for some parameters.
  func setting(_ values: [(name: String, value: Double)]) -> CostModel {
    var model = self
    for (name, value) in values { model[name]?.value = value }
    return model
  }
}

import Model

/// In how much detail a network is simulated.
public enum DetailLevel: String, Hashable, Sendable, CaseIterable {
  /// Every packet at every stage.
  case packet
  /// Rates that are constant between events, for networks of the size of a data centre.
  case fluid
}

/// A scenario with its costs, ready to be replicated.
///
/// A replication is a pure function of (scenario, cost model, seed, index): it reads no clock and
/// no file, and starts no task, so replications may run on any number of threads at once.
public struct Simulation: Sendable {
  /// What is simulated.
  public let scenario: Scenario
  /// The costs it is simulated with.
  public let costs: CostModel
  /// How it is simulated.
  public var level: DetailLevel

  /// A simulation of `scenario`, which has passed validation.
  public init(scenario: Scenario, costs: CostModel, level: DetailLevel = .packet) {
    self.level = level
    self.scenario = scenario
    self.costs = costs
  }

  /// What is kept of what arrived when.
  public enum Series: Hashable, Sendable {
    /// Nothing.
    case none
    /// One series for all flows together, or one for each.
    case together, byFlow
  }

  /// Runs one replication.
  ///
  /// Flows and jobs run together: jobs share cores with each other and with the threads that move
  /// packets, and take as long as if the packets kept coming for all their time.
  ///
  /// - Parameters:
  ///   - skipping: what is left out of the observed time beyond the scenario's warm-up, less than
  ///     all of it. Nothing else changes: the packets are the same.
  ///   - series: whether to keep what arrived when; nothing is kept at the fluid level.
  public func replicate(
    _ index: Int, seed: UInt64, skipping: SimTime = .zero, series: Series = .none
  ) throws(SimulationError) -> Replication {
    precondition(
      skipping >= .zero && skipping < scenario.run.duration, "something is left to observe")
    let observed = SimTime(
      picoseconds: scenario.run.duration.picoseconds - skipping.picoseconds)
    let warmUp = scenario.run.warmUp.picoseconds + skipping.picoseconds
    if level == .fluid {
      return try replicateFluid(index, seed: seed, warmUp: warmUp, observed: observed)
    }
    let varied = Costs(costs, seed: seed, replication: index)
    var result = Replication()
    let builder = try network(varied)
    let plan = builder.plan
    var jobs = JobModel(scenario: scenario, costs: varied)
    if !plan.flows.isEmpty {
      var run = NetworkRun(
        plan: plan,
        stream: RandomStream(seed: seed, replication: index, name: "network"))
      if series != .none {
        run.keepSeries(
          byFlow: series == .byFlow, warmUp: warmUp, duration: observed.picoseconds)
      }
      run.run(warmUp: warmUp, duration: observed.picoseconds)
      run.summarise(into: &result, duration: observed)
      result.series = run.series
      jobs.memoryTraffic = run.memoryTraffic(owners: builder.owners, duration: observed)
      for (workload, executors) in builder.jobExecutors {
        let up = Double(scenario.observedUpTime(of: workload, from: warmUp))
        jobs.available[workload] = executors.map { index in
          // In a window shorter than some slices the packets' threads may not have yielded yet.
          let fair = 1 / Double((plan.executors[index].hog?.jobs ?? 0) + 1)
          return max(1 - Double(run.executors[index].busy) / max(up, 1), fair / 2)
        }
      }
    }
    try jobs.run(into: &result)
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

  /// Packets that one run may send at most: about an hour's work of one core.
  static let mostPackets = 1e10

  /// Refuses a run that would not end in a day: too many packets offered.
  private func checkPackets(_ plan: NetworkPlan) throws(SimulationError) {
    let span = Double((scenario.run.warmUp + scenario.run.duration).picoseconds)
    var packets = 0.0
    for flow in plan.flows {
      switch flow.load {
      case .constant(let interval), .poisson(let interval): packets += span / interval
      case .onOff(let interval, let burst, let pause):
        packets += span * (burst / interval + 1) / (burst + pause)
      case .elastic, .requests: continue
      }
    }
    guard packets <= Self.mostPackets else {
      throw .invalid(
        "one run would send \(packets) packets, and at most \(Self.mostPackets) are simulated; "
          + "shorten run.duration")
    }
  }

  /// The network that the scenario's flows need.
  func network(_ costs: Costs) throws(SimulationError) -> NetworkBuilder {
    var builder = NetworkBuilder(scenario: scenario, costs: costs)
    for (index, workload) in scenario.workloads.enumerated() {
      guard case .flow(let flow) = workload.kind else { continue }
      try builder.add(
        flow, name: workload.id.name, addresses: builder.index.flowAddresses(at: index))
    }
    if !builder.plan.flows.isEmpty {
      if level == .packet { try checkPackets(builder.plan) }
      try builder.placeJobs()
      builder.addFailures()
      try builder.slowSiblings()
    }
    return builder
  }
}

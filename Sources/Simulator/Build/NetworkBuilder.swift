import Model

/// Turns the hosts, links and flows of a scenario into stages, threads, executors and wires.
///
/// Stages, threads and wires are made once, by name, however many flows cross them. The names are
/// those of the results. `NetworkBuilder+Path` decides which stages a path crosses;
/// `NetworkBuilder+Stages` knows what each of them costs.
struct NetworkBuilder {
  let scenario: Scenario
  let index: ScenarioIndex
  let costs: Costs
  var plan = NetworkPlan()
  /// The machine whose kernel each of the plan's threads belongs to.
  var owners: [Place] = []
  /// The executors of each job's threads, once `placeJobs` has been called.
  var jobExecutors: [Workload.ID: [Int]] = [:]
  /// The threads of each executor.
  var executorThreads: [Int: [Int]] = [:]
  private var placements: [Host.ID: CorePlacement] = [:]
  private var threadIndex: [String: Int] = [:]
  private var stageIndex: [String: Int] = [:]
  private var wireIndex: [String: Int] = [:]

  /// A builder for `scenario` with the costs of one replication.
  init(scenario: Scenario, costs: Costs) {
    self.scenario = scenario
    index = ScenarioIndex(scenario)
    self.costs = costs
    for host in scenario.hosts { placements[host.id] = CorePlacement(host: host) }
  }

  /// The pure delay before a receiver acknowledges; nil where there is none.
  mutating func acknowledgementDelay(
    of flow: Flow, name: String
  ) throws(SimulationError) -> NetworkPlan.Hop? {
    let delay: Int64
    switch flow.receiverDelay {
    case .time(let time): delay = time.picoseconds
    case .parameter(let parameter): delay = Int64(try costs.seconds(parameter))
    }
    guard delay > 0 else { return nil }
    return wire(named: "\(name) receiver") {
      .init(name: "\(name) receiver", byte: 0, overhead: 0, delay: delay, queueLimit: .max)
    }
  }

  /// The wire of that name, made on first use.
  mutating func wire(
    named name: String, _ make: () throws(SimulationError) -> NetworkPlan.Wire
  ) rethrows -> NetworkPlan.Hop {
    if let index = wireIndex[name] { return .wire(index) }
    plan.wires.append(try make())
    wireIndex[name] = plan.wires.count - 1
    return .wire(plan.wires.count - 1)
  }

  /// The stage of that name, made on first use.
  mutating func stage(
    named name: String,
    _ make: (inout NetworkBuilder) throws(SimulationError) -> NetworkPlan.Stage
  ) throws(SimulationError) -> NetworkPlan.Hop {
    if let index = stageIndex[name] { return .stage(index) }
    let spread = try costs.value("service_time_spread")
    var stage = try make(&self)
    stage.name = name
    stage.law = .spread(min(spread, 1))
    plan.stages.append(stage)
    stageIndex[name] = plan.stages.count - 1
    return .stage(plan.stages.count - 1)
  }

  /// The executor of the thread of that name; nil if no packet needs that thread.
  func executor(ofThread name: String) -> Int? {
    threadIndex[name].map { plan.threads[$0].executor }
  }

  /// The executor of a core, or of the least loaded one where none is named.
  mutating func executor(on host: Host, core: Int?) -> Int {
    var placement = placements[host.id] ?? CorePlacement(host: host)
    defer { placements[host.id] = placement }
    guard let core else { return placement.leastLoaded(in: &plan) }
    return placement.executor(core: core, in: &plan)
  }

  /// The thread of that name, made on first use.
  ///
  /// `vm` says whose kernel it belongs to if that is not the host's.
  /// `core` pins it; a name given as `sharing` puts it on the executor of that other thread.
  mutating func thread(
    named name: String, host: Host, core: Int? = nil, sharing: Int? = nil,
    wakeDelay: Double = 0, moderation: Double = 0, vm: VM.ID? = nil
  ) -> Int {
    if let index = threadIndex[name] { return index }
    let executor =
      sharing.map { plan.threads[$0].executor } ?? self.executor(on: host, core: core)
    plan.threads.append(
      .init(
        name: name, executor: executor, wakeDelay: Int64(wakeDelay),
        moderation: Int64(moderation)))
    owners.append(Place(host: host.id, vm: vm))
    executorThreads[executor, default: []].append(plan.threads.count - 1)
    threadIndex[name] = plan.threads.count - 1
    return plan.threads.count - 1
  }
}

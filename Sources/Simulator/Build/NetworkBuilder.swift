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
  /// The hash by which NICs of several queues choose one for the packets of the path that is made.
  var flowHash: UInt32 = 0
  /// Whether segments of a TCP flow are joined on the part of the path that is made.
  var joins = false
  /// The executors of each job's threads, once `placeJobs` has been called.
  var jobExecutors: [Workload.ID: [Int]] = [:]
  /// The threads of each executor.
  var executorThreads: [Int: [Int]] = [:]
  private var placements: [Host.ID: CorePlacement] = [:]
  private var threadIndex: [String: Int] = [:]
  private var stageIndex: [String: Int] = [:]
  private var wireIndex: [String: Int] = [:]

  /// The bytes of segments that are joined at most: an IP packet's (Linux's `GSO_MAX_SIZE`).
  private static let largestPacket = 65_536

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
    // What is joined and what is not do not go through the same function of the kernel.
    let name = joins ? "\(name) joined" : name
    if let index = stageIndex[name] { return .stage(index) }
    let spread = try costs.value("service_time_spread")
    var stage = try make(&self)
    stage.name = name
    stage.mergeLimit = joins ? Self.largestPacket : 0
    stage.law = .spread(min(spread, 1))
    plan.stages.append(stage)
    stageIndex[name] = plan.stages.count - 1
    return .stage(plan.stages.count - 1)
  }

  /// The queue of a NIC that the packets of the path that is made use; nil where it has one for
  /// all.
  func queue(of nic: NIC?) -> Int? {
    guard let nic, nic.queues > 1 else { return nil }
    return ReceiveSideScaling.queue(hash: flowHash, queues: nic.queues)
  }

  /// The name of a thread or a stage, of that queue where there are several.
  func name(_ text: String, queue: Int?) -> String {
    queue.map { "\(text) queue \($0)" } ?? text
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

  /// What a VM's vCPU may run of each slice of Xen's credit scheduler; nil where nothing limits it.
  private func cap(of id: VM.ID, on host: Host) -> NetworkPlan.Cap? {
    guard let credit = host.hypervisor.credit, let vm = host.vms.first(where: { $0.id == id }),
      let cap = vm.cap
    else { return nil }
    // Xen gives each active vCPU its part; as many are active as have interfaces to serve, or all.
    let active = min(max(vm.nics.map(\.queues).reduce(0, +), 1), vm.vcpus)
    let period = credit.timeslice.picoseconds
    let budget = Double(period) * Double(cap) / 100 / Double(active)
    return .init(period: period, budget: max(Int64(min(budget, Double(period))), 1))
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
        moderation: Int64(moderation), cap: vm.flatMap { cap(of: $0, on: host) }))
    owners.append(Place(host: host.id, vm: vm))
    executorThreads[executor, default: []].append(plan.threads.count - 1)
    threadIndex[name] = plan.threads.count - 1
    return plan.threads.count - 1
  }
}

import Model

extension Simulation {
  /// Runs one replication at the fluid level.
  func replicateFluid(_ index: Int, seed: UInt64) throws(SimulationError) -> Replication {
    try refuseWhatIsNotFluid()
    let varied = Costs(costs, seed: seed, replication: index)
    let builder = try network(varied)
    var run = FluidRun(
      plan: FluidPlan(builder.plan), end: (scenario.run.warmUp + scenario.run.duration).picoseconds,
      stream: RandomStream(seed: seed, replication: index, name: "network"))
    let jobs = JobModel(scenario: scenario, costs: varied)
    run.take(
      hosts: try jobs.fluidHosts(executors: builder.jobExecutors),
      jobsOnExecutor: builder.plan.executors.map { $0.hog?.jobs ?? 0 })
    run.run(warmUp: scenario.run.warmUp.picoseconds)
    var result = Replication()
    run.summarise(into: &result, duration: scenario.run.duration)
    try jobs.addRates(to: &result)
    result.sortFigures(like: scenario.workloads.map(\.id.name))
    return result
  }

  /// Refuses what rates cannot express.
  private func refuseWhatIsNotFluid() throws(SimulationError) {
    var problems: [String] = []
    for (position, workload) in scenario.workloads.enumerated() {
      guard case .flow(let flow) = workload.kind, case .requests = flow.load else { continue }
      problems.append(
        "workloads[\(position)].load: \(workload.id) is requests, whose rate follows from "
          + "latencies, which the fluid level does not know; take --level packet, or leave it out")
    }
    guard problems.isEmpty else { throw .invalid(problems.joined(separator: "\n")) }
  }
}

extension JobModel {
  /// The hosts that run pi jobs, for a fluid run.
  ///
  /// - Parameter executors: those of each job's threads; empty where no packets are moved.
  fileprivate func fluidHosts(
    executors: [Workload.ID: [Int]]
  ) throws(SimulationError) -> [FluidHost] {
    var result: [FluidHost] = []
    for host in scenario.hosts where hasJobs(host) {
      guard let (scheduler, _) = try scheduler(of: host) else { continue }
      var jobs: [[FluidHost.Job]] = []
      var places: [[Int?]] = []
      for (group, vm) in ([nil] + host.vms.map { Optional($0.id) }).enumerated() {
        var own: [FluidHost.Job] = []
        var threads: [Int?] = []
        for workload in workloads(at: Place(host: host.id, vm: vm)) {
          let used = executors[workload.id]
          switch workload.kind {
          case .pi:
            own.append(
              .init(
                name: workload.id.name, left: scheduler.groups[group].work[own.count] * 1e-9,
                executor: used?.first))
            threads.append(used?.first)
          case .stream(let job):
            threads += used?.map(Optional.some) ?? Array(repeating: nil, count: job.threads)
          case .flow: break
          }
        }
        jobs.append(own)
        places.append(threads)
      }
      result.append(
        FluidHost(
          id: host.id, scheduler: scheduler, jobs: jobs, executors: places,
          outages: scenario.outages(of: host.id)))
    }
    return result
  }
}

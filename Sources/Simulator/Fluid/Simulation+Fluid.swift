import Model

extension Simulation {
  /// Runs one replication at the fluid level, observed for its last `observed` from `warmUp` on.
  func replicateFluid(
    _ index: Int, seed: UInt64, warmUp: Int64, observed: SimTime
  ) throws(SimulationError) -> Replication {
    let varied = Costs(costs, seed: seed, replication: index)
    let builder = try network(varied)
    try refuseWhatIsNotFluid(builder.plan)
    var run = FluidRun(
      plan: FluidPlan(builder.plan), end: warmUp + observed.picoseconds,
      stream: RandomStream(seed: seed, replication: index, name: "network"))
    var jobs = JobModel(scenario: scenario, costs: varied)
    run.take(
      hosts: try jobs.fluidHosts(executors: builder.jobExecutors),
      jobsOnExecutor: builder.plan.executors.map { $0.hog?.jobs ?? 0 },
      weights: builder.plan.executors.map { executor in
        executor.hog.map { ($0.weight ?? Double($0.jobs)) / Double($0.jobs) } ?? 1
      })
    run.run(warmUp: warmUp)
    var result = Replication()
    run.summarise(into: &result, duration: observed)
    jobs.memoryTraffic = run.memoryTraffic(owners: builder.owners, duration: observed)
    var shares: [Workload.ID: Double] = [:]
    for host in run.hosts.indices { shares.merge(run.shares(host: host)) { $1 } }
    try jobs.addRates(to: &result, shares: shares)
    result.sortFigures(like: scenario.workloads.map(\.id.name))
    return result
  }

  /// Refuses what rates cannot express.
  private func refuseWhatIsNotFluid(_ plan: NetworkPlan) throws(SimulationError) {
    var problems: [String] = []
    for thread in plan.threads where thread.cap != nil {
      problems.append(
        "\(thread.name): a cap parks a vCPU for the rest of a period, and packets meanwhile wait, "
          + "which the fluid level does not know; take --level packet, or leave the cap out")
    }
    for stage in plan.stages where stage.mergeLimit > 0 {
      problems.append(
        "\(stage.name): segmentation offload joins the segments that follow each other, which the "
          + "fluid level does not know; take --level packet, or leave segmentation_offload out")
    }
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
      let found = try self.jobs(of: host)
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
                name: workload.id.name, left: found.scheduler.groups[group].work[own.count] * 1e-9,
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
          id: host.id, scheduler: found.scheduler, streams: found.streams, jobs: jobs,
          executors: places, outages: scenario.outages(of: host.id)))
    }
    return result
  }
}

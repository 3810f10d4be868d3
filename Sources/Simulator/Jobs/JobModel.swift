import Model

#if canImport(Glibc)
  import Glibc
#endif

/// The times of CPU-bound jobs and the rates of memory-bound ones.
///
/// pi on a core of its own: T = (work / clock × walk + Σ eventsᵢ·costᵢ) × anomaly, where the events
/// are page faults and timer ticks, and `walk` prices TLB misses under nested paging. Jobs of one
/// host share its cores as `CoreScheduler` says. STREAM's rates are those of `MemoryModel`.
struct JobModel {
  /// The digits that the parameters `pi_work` and `pi_page_faults` are stated for.
  static let referenceDigits = 4_194_304.0

  /// The longest time that a run of a job may take: the range of a 64-bit count of nanoseconds.
  private static let longestSeconds = 9e9

  let scenario: Scenario
  let costs: Costs
  /// What packets leave of the core of each job's threads, 0 to 1; empty where nothing else runs.
  var available: [Workload.ID: [Double]] = [:]
  /// The jobs of each host and VM, in the order of the workloads.
  private let jobs: [Place: [Workload]]

  init(scenario: Scenario, costs: Costs) {
    self.scenario = scenario
    self.costs = costs
    jobs = Dictionary(grouping: scenario.workloads.filter { $0.jobPlace != nil }) {
      $0.jobPlace ?? Place(host: Host.ID(""))
    }
  }

  /// The jobs at a place, in the order of the workloads.
  func workloads(at place: Place) -> [Workload] { jobs[place] ?? [] }

  /// Whether a job runs on a host or one of its VMs.
  func hasJobs(_ host: Host) -> Bool {
    jobs[Place(host: host.id)] != nil
      || host.vms.contains { jobs[Place(host: host.id, vm: $0.id)] != nil }
  }

  /// Adds the figures of all jobs.
  func run(into result: inout Replication) throws(SimulationError) {
    try addRates(to: &result)
    for host in scenario.hosts { try addTimes(on: host, to: &result) }
  }

  /// Adds the rates of all STREAM jobs.
  func addRates(to result: inout Replication) throws(SimulationError) {
    let memory = MemoryModel(scenario: scenario, costs: costs)
    for workload in scenario.workloads {
      guard case .stream(let job) = workload.kind else { continue }
      result.figures.append(
        .init(
          workload: workload.id.name, quantity: "copy", unit: "MB/s",
          value: try memory.rate(of: job) / 1e6))
    }
  }

  /// The jobs of a host and its VMs, which run together, and the names of the pi jobs of each
  /// group; nil where there is no pi job.
  func scheduler(
    of host: Host
  ) throws(SimulationError) -> (scheduler: CoreScheduler, names: [[String]])? {
    var groups: [CoreScheduler.Group] = []
    var names: [[String]] = []
    for vm in [nil] + host.vms.map(Optional.some) {
      let place = Place(host: host.id, vm: vm?.id)
      var group = CoreScheduler.Group(vcpus: vm?.vcpus, pinning: vm?.pinning ?? [])
      var pis: [String] = []
      for workload in jobs[place] ?? [] {
        switch workload.kind {
        case .pi(let job):
          let seconds = try time(of: job, host: host, vm: vm)
          guard seconds < Self.longestSeconds else {
            throw .invalid("workload \(workload.id) would take \(seconds) s; ask for fewer digits")
          }
          group.work.append(seconds * 1e9)
          group.available += available[workload.id] ?? [1]
          pis.append(workload.id.name)
        case .stream(let job):
          group.lasting += job.threads
          group.available += available[workload.id] ?? Array(repeating: 1, count: job.threads)
        case .flow: break
        }
      }
      groups.append(group)
      names.append(pis)
    }
    guard names.contains(where: { !$0.isEmpty }) else { return nil }
    let needsYield = host.processor.threadsPerCore > 1
    let scheduler = CoreScheduler(
      processor: host.processor, smtYield: needsYield ? try costs.value("smt_yield") : 1,
      groups: groups)
    return (scheduler, names)
  }

  /// Adds the times of all pi jobs of a host and its VMs.
  private func addTimes(on host: Host, to result: inout Replication) throws(SimulationError) {
    guard let (scheduler, names) = try scheduler(of: host) else { return }
    let outages = scenario.outages(of: host.id)
    for (jobs, ends) in zip(names, scheduler.completions()) {
      for (name, working) in zip(jobs, ends) {
        guard let seconds = outages.end(ofWork: working) else {
          result.notes.append("\(name) does not end, for \(host.id) is not repaired.")
          continue
        }
        result.figures.append(.init(workload: name, quantity: "time", unit: "s", value: seconds))
      }
    }
  }

  /// Seconds that a pi job takes on a core of its own.
  private func time(of job: PiJob, host: Host, vm: VM?) throws(SimulationError) -> Double {
    let clock = host.processor.clock
    // Gauss–Legendre: log n iterations of multiplications of n log n each.
    let digits = Double(job.digits)
    let size = digits / Self.referenceDigits
    let depth = log2(max(digits, 2)) / log2(Self.referenceDigits)
    let work = try costs.value("pi_work") * size * depth * depth / clock.hertz
    let faults = try costs.value("pi_page_faults") * size * depth
    let fault = try costs.time(faultCost(host: host, vm: vm), at: clock) * 1e-12
    var seconds = work * (try walkFactor(host: host, vm: vm)) + faults * fault
    if vm != nil {
      // Each tick of the guest's timer is programmed and delivered through the hypervisor.
      let tick =
        try costs.time("timer_deadline", at: clock) + costs.time("virq_inject", at: clock)
      let ticks = try costs.value("guest_timer_rate")
      seconds /= 1 - min(ticks * tick * 1e-12, 0.9)
    }
    guard let anomaly = job.anomaly else { return seconds }
    return seconds * (try costs.value(anomaly, unit: "1"))
  }

  /// What two-dimensional page walks make of CPU-bound work; large pages shorten them.
  private func walkFactor(host: Host, vm: VM?) throws(SimulationError) -> Double {
    guard let vm, host.hypervisor.paging == .nested else { return 1 }
    let excess = try costs.value("nested_walk_factor") - 1
    return 1 + excess * (vm.hasLargePages ? try costs.value("large_page_walk_share") : 1)
  }

  /// The parameter that prices a minor page fault there.
  private func faultCost(host: Host, vm: VM?) -> String {
    guard vm != nil else { return "pf_native" }
    switch host.hypervisor.paging {
    case .shadow: return "pf_shadow"
    case .paravirtual: return "pf_pv"
    case .nested, nil: return "pf_native"
    }
  }
}

extension Workload {
  /// Where it computes; nil for a flow.
  var jobPlace: Place? {
    switch kind {
    case .pi(let job): return job.place
    case .stream(let job): return job.place
    case .flow: return nil
    }
  }
}

extension VM {
  /// Whether pages of 2 MiB or more back its memory.
  var hasLargePages: Bool { pageSize.bytes > 4096 }
}

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

  /// Bytes per second that packets move through each host's memory.
  var memoryTraffic: [Host.ID: Double] = [:]

  /// Adds the figures of all jobs.
  func run(into result: inout Replication) throws(SimulationError) {
    var memory = MemoryModel(scenario: scenario, costs: costs)
    memory.traffic = memoryTraffic
    for host in scenario.hosts {
      memory.shares.merge(try addTimes(on: host, to: &result)) { $1 }
    }
    for workload in scenario.workloads {
      guard case .stream(let job) = workload.kind else { continue }
      result.figures.append(
        .init(
          workload: workload.id.name, quantity: "copy", unit: "MB/s",
          value: try memory.rate(of: workload.id, job) / 1e6))
    }
  }

  /// Adds the times of all pi jobs of a host and its VMs, which run together, and returns the share
  /// of a core that each thread of a STREAM job has while all of them run.
  private func addTimes(
    on host: Host, to result: inout Replication
  ) throws(SimulationError) -> [Workload.ID: Double] {
    var groups: [CoreScheduler.Group] = []
    var names: [[String]] = []
    var streams: [(workload: Workload.ID, group: Int)] = []
    for vm in [nil] + host.vms.map(Optional.some) {
      let place = Place(host: host.id, vm: vm?.id)
      var group = CoreScheduler.Group(vcpus: vm?.vcpus, pinning: vm?.pinning ?? [])
      if let vm, host.hypervisor.credit != nil {
        group.weight = Double(vm.weight) / Double(VM.usualWeight)
        group.cap = vm.cap.map { Double($0) / 100 } ?? .infinity
      }
      var jobs: [String] = []
      for workload in scenario.workloads {
        switch workload.kind {
        case .pi(let job) where job.place == place:
          let seconds = try time(of: job, host: host, vm: vm)
          guard seconds < Self.longestSeconds else {
            throw .invalid("workload \(workload.id) would take \(seconds) s; ask for fewer digits")
          }
          group.work.append(seconds * 1e9)
          group.available += available[workload.id] ?? [1]
          jobs.append(workload.id.name)
        case .stream(let job) where job.place == place:
          group.lasting += job.threads
          streams.append((workload.id, groups.count))
          group.available += available[workload.id] ?? Array(repeating: 1, count: job.threads)
        default: break
        }
      }
      groups.append(group)
      names.append(jobs)
    }
    guard !streams.isEmpty || names.contains(where: { !$0.isEmpty }) else { return [:] }
    let needsYield = host.processor.threadsPerCore > 1
    let scheduler = CoreScheduler(
      processor: host.processor, smtYield: needsYield ? try costs.value("smt_yield") : 1,
      groups: groups)
    for (jobs, ends) in zip(names, scheduler.completions()) {
      for (name, seconds) in zip(jobs, ends) {
        result.figures.append(.init(workload: name, quantity: "time", unit: "s", value: seconds))
      }
    }
    let rates = scheduler.rates(running: groups.map(\.work.count))
    return Dictionary(streams.map { ($0.workload, rates[$0.group]) }) { $1 }
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

extension VM {
  /// Whether pages of 2 MiB or more back its memory.
  var hasLargePages: Bool { pageSize.bytes > 4096 }
}

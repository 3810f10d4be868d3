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

  /// Bytes per second that packets move through each host's memory.
  var memoryTraffic: [Host.ID: Double] = [:]

  /// Adds the figures of all jobs.
  func run(into result: inout Replication) throws(SimulationError) {
    var shares: [Workload.ID: Double] = [:]
    for host in scenario.hosts where hasJobs(host) {
      let jobs = try jobs(of: host)
      addTimes(of: jobs, on: host, to: &result)
      shares.merge(jobs.shares) { $1 }
    }
    try addRates(to: &result, shares: shares)
  }

  /// Adds the rates of all STREAM jobs, whose threads have those shares of a core.
  func addRates(
    to result: inout Replication, shares: [Workload.ID: Double]
  ) throws(SimulationError) {
    var memory = MemoryModel(scenario: scenario, costs: costs)
    memory.traffic = memoryTraffic
    memory.shares = shares
    for workload in scenario.workloads {
      guard case .stream(let job) = workload.kind else { continue }
      result.figures.append(
        .init(
          workload: workload.id.name, quantity: "copy", unit: "MB/s",
          value: try memory.rate(of: workload.id, job) / 1e6))
    }
  }

  /// The jobs of a host and its VMs, which run together.
  func jobs(of host: Host) throws(SimulationError) -> HostJobs {
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
          streams.append((workload.id, groups.count))
          group.available += available[workload.id] ?? Array(repeating: 1, count: job.threads)
        case .flow: break
        }
      }
      groups.append(group)
      names.append(pis)
    }
    let needsYield = host.processor.threadsPerCore > 1
    let scheduler = CoreScheduler(
      processor: host.processor, smtYield: needsYield ? try costs.value("smt_yield") : 1,
      groups: groups)
    return HostJobs(scheduler: scheduler, names: names, streams: streams)
  }

  /// Adds the times of all pi jobs of a host and its VMs.
  private func addTimes(of found: HostJobs, on host: Host, to result: inout Replication) {
    let outages = scenario.outages(of: host.id)
    for (jobs, ends) in zip(found.names, found.scheduler.completions()) {
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

/// The jobs of one host and its VMs.
struct HostJobs: Sendable {
  /// What shares the cores among them: a group for the host's own jobs, and one for each VM.
  var scheduler: CoreScheduler
  /// The pi jobs of each group.
  var names: [[String]]
  /// The STREAM jobs, and their groups.
  var streams: [(workload: Workload.ID, group: Int)]

  /// The share of a core that each thread of a STREAM job has while all pi jobs run.
  var shares: [Workload.ID: Double] {
    guard !streams.isEmpty else { return [:] }
    let rates = scheduler.rates(running: scheduler.groups.map(\.work.count))
    return Dictionary(streams.map { ($0.workload, rates[$0.group]) }) { $1 }
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

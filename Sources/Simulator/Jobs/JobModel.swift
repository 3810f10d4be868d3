import Model

#if canImport(Glibc)
  import Glibc
#endif

/// The times of CPU-bound jobs and the rates of memory-bound ones.
///
/// pi: T = (work / clock + Σ eventsᵢ·costᵢ) / share × anomaly, where the events are page faults and
/// timer ticks. STREAM: rate = peak bandwidth × efficiency × factor of the paging mode, shared
/// equally by all threads of all STREAM jobs of a socket. Jobs of one host share its cores equally.
struct JobModel {
  /// The digits that the parameters `pi_work` and `pi_page_faults` are stated for.
  static let referenceDigits = 4_194_304.0

  let scenario: Scenario
  let costs: Costs

  /// Adds the figures of all jobs.
  func run(into result: inout Replication) throws(SimulationError) {
    for workload in scenario.workloads {
      switch workload.kind {
      case .pi(let job):
        result.figures.append(
          .init(
            workload: workload.id.name, quantity: "time", unit: "s", value: try time(of: job)))
      case .stream(let job):
        result.figures.append(
          .init(
            workload: workload.id.name, quantity: "copy", unit: "MB/s",
            value: try rate(of: job) / 1e6))
      case .flow: break
      }
    }
  }

  /// Seconds that a pi job takes.
  private func time(of job: PiJob) throws(SimulationError) -> Double {
    let host = try self.host(job.place)
    let vm = job.place.vm.flatMap { id in host.vms.first { $0.id == id } }
    let clock = host.processor.clock
    // Gauss–Legendre: log n iterations of multiplications of n log n each.
    let digits = Double(job.digits)
    let size = digits / Self.referenceDigits
    let depth = log2(max(digits, 2)) / log2(Self.referenceDigits)
    let work = try costs.value("pi_work") * size * depth * depth / clock.hertz
    let faults = try costs.value("pi_page_faults") * size * depth
    let fault = try costs.time(faultCost(host: host, vm: vm), at: clock) * 1e-12
    let walk = vm != nil && host.hypervisor.paging == .nested ? "nested_walk_factor" : nil
    var seconds =
      work * (try walk.map { name throws(SimulationError) in try costs.value(name) } ?? 1)
    seconds += faults * fault
    if vm != nil {
      // Each tick of the guest's timer is programmed and delivered through the hypervisor.
      let tick =
        try costs.time("timer_deadline", at: clock) + costs.time("virq_inject", at: clock)
      let ticks = try costs.value("guest_timer_rate")
      seconds /= 1 - min(ticks * tick * 1e-12, 0.9)
    }
    let anomaly = try job.anomaly.map { name throws(SimulationError) in try costs.value(name) } ?? 1
    return seconds * anomaly / share(host: host, vm: vm)
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

  /// Bytes per second that one STREAM job copies, by STREAM's convention.
  private func rate(of job: StreamJob) throws(SimulationError) -> Double {
    let host = try self.host(job.place)
    let isVM = job.place.vm != nil
    var rate = host.memory.bandwidth.bytesPerSecond * (try costs.value("stream_efficiency"))
    if isVM { rate *= try costs.value(streamFactor(host.hypervisor.paging)) }
    let threads = scenario.workloads.reduce(0) { sum, workload in
      guard case .stream(let other) = workload.kind, other.place.host == job.place.host else {
        return sum
      }
      return sum + other.threads
    }
    let sockets = min(host.processor.sockets, threads)
    return rate * Double(sockets) * Double(job.threads) / Double(threads)
  }

  private func streamFactor(_ paging: Hypervisor.Paging?) -> String {
    switch paging {
    case .shadow: return "stream_shadow_factor"
    case .paravirtual: return "stream_pv_factor"
    case .nested, nil: return "stream_2d_factor"
    }
  }

  /// The share of a core that each job on the host gets: 1 until there are more threads than cores.
  private func share(host: Host, vm: VM?) -> Double {
    func demand(_ matches: (Place) -> Bool) -> Int {
      scenario.workloads.reduce(0) { sum, workload in
        switch workload.kind {
        case .pi(let job) where matches(job.place): return sum + 1
        case .stream(let job) where matches(job.place): return sum + job.threads
        default: return sum
        }
      }
    }
    let onHost = demand { $0.host == host.id }
    let ofHost = min(1, Double(host.processor.cores) / Double(max(onHost, 1)))
    guard let vm else { return ofHost }
    let inVM = demand { $0.host == host.id && $0.vm == vm.id }
    return min(ofHost, Double(vm.vcpus) / Double(max(inVM, 1)))
  }

  private func host(_ place: Place) throws(SimulationError) -> Host {
    guard let host = scenario.hosts.first(where: { $0.id == place.host }) else {
      throw .invalid("there is no host \"\(place.host)\"")
    }
    return host
  }
}

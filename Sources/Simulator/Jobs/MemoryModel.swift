import Model

/// The rates of memory-bound jobs.
///
/// A STREAM thread copies at min(what one core reaches × the share of it that the thread has, its
/// share of the sockets' memory) × the factor of the paging mode × the NUMA factor. The STREAM
/// threads of a host share its memory max–min fairly: one that cannot use an equal share, because
/// it lacks CPU, leaves it to the others. A socket's memory is used once a thread runs there.
struct MemoryModel {
  let costs: Costs
  private let index: ScenarioIndex
  /// The STREAM jobs on each host, those in VMs included, and their threads.
  private var jobs: [Host.ID: [(workload: Workload.ID, threads: Int)]] = [:]
  /// The share of a core that each thread of a job has; 1 for jobs that are not named.
  var shares: [Workload.ID: Double] = [:]
  /// Bytes per second that packets move through each host's memory, and take from the jobs.
  var traffic: [Host.ID: Double] = [:]

  init(scenario: Scenario, costs: Costs) {
    self.costs = costs
    index = ScenarioIndex(scenario)
    for workload in scenario.workloads {
      if case .stream(let job) = workload.kind {
        jobs[job.place.host, default: []].append((workload.id, job.threads))
      }
    }
  }

  /// Bytes per second that one STREAM job copies, by STREAM's convention. O(n log n) in the threads
  /// of its host's STREAM jobs.
  func rate(of workload: Workload.ID, _ job: StreamJob) throws(SimulationError) -> Double {
    guard let host = index.host(job.place.host) else {
      throw .invalid("there is no host \"\(job.place.host)\"")
    }
    let vm = index.vm(job.place)
    let socket = host.memory.bandwidth.bytesPerSecond * (try costs.value("stream_efficiency"))
    func limit(of workload: Workload.ID) -> Double {
      (host.memory.coreBandwidth?.bytesPerSecond ?? socket) * (shares[workload] ?? 1)
    }
    let limits = (jobs[host.id] ?? []).flatMap {
      Array(repeating: limit(of: $0.workload), count: $0.threads)
    }
    let sockets = min(host.processor.sockets, limits.count)
    // Devices are served first, but a fair controller leaves the cores half of it.
    let all = socket * Double(sockets)
    let capacity = max(all - (traffic[host.id] ?? 0), all / 2)
    let level = CoreScheduler.fairLevel(limits, capacity: capacity)
    let thread = min(limit(of: workload), level)
    guard let vm else { return thread * Double(job.threads) }
    let factor = try pagingFactor(host: host, vm: vm) * numaFactor(host: host, vm: vm)
    return thread * Double(job.threads) * factor
  }

  private func pagingFactor(host: Host, vm: VM) throws(SimulationError) -> Double {
    switch host.hypervisor.paging {
    case .shadow: return try costs.value("stream_shadow_factor")
    case .paravirtual: return try costs.value("stream_pv_factor")
    case .nested, nil:
      let loss = 1 - (try costs.value("stream_2d_factor"))
      return 1 - loss * (vm.hasLargePages ? try costs.value("large_page_walk_share") : 1)
    }
  }

  /// What accesses to other nodes' memory leave of a VM's rate; 1 on a host of one node.
  ///
  /// A host's own threads touch their arrays first, and so find them on their own node. A VM's
  /// memory lies on the node of its first vCPU if it is pinned, and anywhere with the same chance
  /// if not.
  private func numaFactor(host: Host, vm: VM) throws(SimulationError) -> Double {
    let nodes = host.processor.numaNodes
    guard nodes > 1 else { return 1 }
    let remote: Double
    if let home = vm.pinning.first {
      let perNode = max(host.processor.cores / nodes, 1)
      let away = vm.pinning.count { $0 / perNode != home / perNode }
      remote = Double(away) / Double(vm.pinning.count)
    } else {
      remote = 1 - 1 / Double(nodes)
    }
    guard remote > 0 else { return 1 }
    return 1 / (1 - remote + remote / (try costs.value("numa_remote_factor")))
  }
}

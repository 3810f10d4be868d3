import Model

/// Where pi and STREAM jobs compete with the threads that move packets.
extension NetworkBuilder {
  /// Puts every thread of every job on a core: a VM's on its vCPUs, those without packets first, a
  /// host's on the least loaded core.
  ///
  /// On a core that also moves packets the scheduler divides the time: Xen's credit scheduler
  /// between a job and another domain's packets, Linux's fair one elsewhere. There a packet's
  /// thread preempts the job (softirq, or a sleeper's credit) and yields after a slice (so does
  /// ksoftirqd). Call it once, after all flows have been added.
  mutating func placeJobs() throws(SimulationError) {
    var taken: [Place: Int] = [:]
    for workload in scenario.workloads {
      let place: Place
      let threads: Int
      switch workload.kind {
      case .pi(let job): (place, threads) = (job.place, 1)
      case .stream(let job): (place, threads) = (job.place, job.threads)
      case .flow: continue
      }
      guard let host = index.host(place.host) else {
        throw .invalid("there is no host \"\(place.host)\"")
      }
      for _ in 0..<threads {
        let executor: Int
        if let vm = index.vm(place) {
          executor = vcpuExecutor(of: vm, on: host, number: taken[place, default: 0])
        } else {
          executor = self.executor(on: host, core: nil)
        }
        taken[place, default: 0] += 1
        jobExecutors[workload.id, default: []].append(executor)
        try addJob(to: executor, of: place, on: host)
      }
    }
  }

  /// Says how much slower a hardware thread is while the other one of its core computes. Call it
  /// when all executors have been made.
  mutating func slowSiblings() throws(SimulationError) {
    for index in plan.executors.indices where plan.executors[index].sibling != nil {
      // Both together do `smt_yield` times the work of one.
      plan.executors[index].slowdown = max(2 / (try costs.value("smt_yield")), 1)
    }
  }

  /// The executor of the n-th vCPU that a VM's jobs use, vCPUs without packets first.
  private mutating func vcpuExecutor(of vm: VM, on host: Host, number: Int) -> Int {
    func name(_ vcpu: Int) -> String { "\(host.id)/\(vm.id) vCPU \(vcpu)" }
    let all = Array(0..<vm.vcpus)
    let order =
      all.filter { executor(ofThread: name($0)) == nil }
      + all.filter { executor(ofThread: name($0)) != nil }
    let vcpu = order[number % order.count]
    if let executor = executor(ofThread: name(vcpu)) { return executor }
    return executor(on: host, core: vcpu < vm.pinning.count ? vm.pinning[vcpu] : nil)
  }

  /// The weight of a machine under the credit scheduler against the usual one; 1 elsewhere.
  private func weight(of place: Place?, on host: Host) -> Double {
    guard let vm = host.vms.first(where: { $0.id == place?.vm }), host.hypervisor.credit != nil
    else { return 1 }
    return Double(vm.weight) / Double(VM.usualWeight)
  }

  /// Lets one more job compute on an executor.
  private mutating func addJob(
    to index: Int, of place: Place, on host: Host
  ) throws(SimulationError) {
    let others = executorThreads[index, default: []]
    let isOwn = others.allSatisfy { owners[$0] == place }
    var hog: NetworkPlan.Hog
    if !isOwn, let credit = host.hypervisor.credit {
      hog = NetworkPlan.Hog(
        slice: credit.timeslice.picoseconds, isPreempted: credit.boost,
        grace: credit.ratelimit.picoseconds)
    } else {
      hog = NetworkPlan.Hog(
        slice: Int64(try costs.seconds("cfs_slice")), isPreempted: true, grace: 0)
    }
    let weight = weight(of: place, on: host) / weight(of: others.first.map { owners[$0] }, on: host)
    let present = plan.executors[index].hog
    if weight != 1 || present?.weight != nil {
      hog.weight = (present?.weight ?? Double(present?.jobs ?? 0)) + weight
    }
    if let present {
      hog.jobs = present.jobs + 1
      // The least of the jobs' rights against packets is that of them all.
      hog.slice = min(hog.slice, present.slice)
    }
    plan.executors[index].hog = hog
  }
}

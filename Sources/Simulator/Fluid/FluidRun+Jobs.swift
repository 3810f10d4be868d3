import Model

/// The pi jobs of one host and its VMs while a run goes on.
struct FluidHost: Sendable {
  /// One pi job.
  struct Job: Sendable {
    var name: String
    /// Seconds of work left on a core of its own.
    var left: Double
    /// When it ended, in picoseconds; nil while it runs.
    var end: Int64?
    /// The executor of its thread; nil where no packet's thread may share it.
    var executor: Int?
  }

  var id: Host.ID
  var scheduler: CoreScheduler
  /// The STREAM jobs, and their groups.
  var streams: [(workload: Workload.ID, group: Int)]
  /// The jobs of each of the scheduler's groups.
  var jobs: [[Job]]
  /// The executors of each group's threads, STREAM's among them, in the order of its `available`.
  var executors: [[Int?]]
  var outages: [Outage]
  var isDown = false
  /// Work per second of each job of a group now, and since when.
  var rates: [Double] = []
  var since: Int64 = 0
  /// When the next job ends, if nothing changes.
  var due = Int64.max
}

/// Jobs: what packets leave of cores, and when they end.
extension FluidRun {
  /// Takes hosts with jobs in. Call it before the run, once.
  ///
  /// - Parameters:
  ///   - jobs: on each executor, how many threads of jobs compute there.
  ///   - weights: the mean weight of each of them, where that of the packets' threads is 1.
  mutating func take(hosts: [FluidHost], jobsOnExecutor jobs: [Int], weights: [Double]) {
    jobWeights = weights
    self.hosts = hosts
    dirtyHosts = Marks(count: hosts.count)
    jobsOnExecutor = jobs
    for (index, host) in hosts.enumerated() {
      for case let executor? in host.executors.joined() { hostOfExecutor[executor] = Int32(index) }
    }
    for executor in jobs.indices { setCapacity(ofExecutor: executor) }
  }

  /// Packets get an executor as the jobs that compute there do, by their weights, if they want it.
  private mutating func setCapacity(ofExecutor executor: Int) {
    let index = plan.firstExecutor + executor
    let capacity = 1 / (Double(jobsOnExecutor[executor]) * jobWeights[executor] + 1)
    guard capacity != resources[index].capacity else { return }
    resources[index].capacity = capacity
    touched.insert(index)
    dirty.insert(index)
  }

  /// Counts the work that a host's jobs have done since their rates last changed.
  mutating func advance(host index: Int) {
    let time = Double(now - hosts[index].since) * 1e-12
    hosts[index].since = now
    guard time > 0, !hosts[index].isDown, !hosts[index].rates.isEmpty else { return }
    for group in hosts[index].jobs.indices {
      for job in hosts[index].jobs[group].indices where hosts[index].jobs[group][job].end == nil {
        hosts[index].jobs[group][job].left -= hosts[index].rates[group] * time
      }
    }
  }

  /// Ends the jobs that are done, and gives the others of the same hosts their rates.
  mutating func settleHosts() {
    for number in dirtyHosts.takeAll() {
      let index = Int(number)
      advance(host: index)
      end(host: index)
      setRates(host: index)
    }
  }

  /// Work that is less than a picosecond's.
  private static let nothing = 1e-12

  private mutating func end(host index: Int) {
    for group in hosts[index].jobs.indices {
      for job in hosts[index].jobs[group].indices {
        let state = hosts[index].jobs[group][job]
        guard state.end == nil, state.left <= Self.nothing else { continue }
        hosts[index].jobs[group][job].end = now
        guard let executor = state.executor else { continue }
        jobsOnExecutor[executor] -= 1
        setCapacity(ofExecutor: executor)
      }
    }
  }

  private mutating func setRates(host index: Int) {
    let running = hosts[index].jobs.map { $0.count { $0.end == nil } }
    hosts[index].due = .max
    guard running.contains(where: { $0 > 0 }) else { return }
    for group in hosts[index].executors.indices {
      for (place, executor) in hosts[index].executors[group].enumerated() {
        guard let executor else { continue }
        hosts[index].scheduler.groups[group].available[place] = left(
          by: resources[plan.firstExecutor + executor].used, jobs: jobsOnExecutor[executor])
      }
    }
    hosts[index].rates = hosts[index].scheduler.rates(running: running)
    guard !hosts[index].isDown else { return }
    var next = Double.infinity
    for group in hosts[index].jobs.indices {
      for job in hosts[index].jobs[group] where job.end == nil {
        next = min(next, max(job.left, 0) / hosts[index].rates[group])
      }
    }
    guard next < 1e6 else { return }
    hosts[index].due = now + Int64((next * 1e12).rounded(.up))
    schedule(at: hosts[index].due, Kind.job, index)
  }

  /// What packets leave a job of its core: half of its fair share at least, as at the packet level.
  private func left(by used: Double, jobs: Int) -> Double {
    max(1 - used, 0.5 / Double(jobs + 1))
  }

  /// A host's scheduler with what packets left of its cores on average while it was up.
  ///
  /// - Parameter jobs: how many threads of jobs compute on an executor.
  private func averageScheduler(host index: Int, jobs: (Int) -> Int) -> CoreScheduler {
    let host = hosts[index]
    var scheduler = host.scheduler
    let up = host.outages.reduce(windowEnd - windowStart) {
      $0 - $1.overlap(from: windowStart, to: windowEnd)
    }
    for group in host.executors.indices {
      for (place, executor) in host.executors[group].enumerated() {
        guard let executor else { continue }
        let busy = resources[plan.firstExecutor + executor].busy
        scheduler.groups[group].available[place] = left(
          by: min(busy / max(Double(up) * 1e-12, 1e-12), 1), jobs: jobs(executor))
      }
    }
    return scheduler
  }

  /// The share of a core that each thread of a host's STREAM jobs has while all pi jobs run, and
  /// packets take what they took on average.
  func shares(host index: Int) -> [Workload.ID: Double] {
    HostJobs(
      scheduler: averageScheduler(host: index) { plan.network.executors[$0].hog?.jobs ?? 0 },
      names: [], streams: hosts[index].streams
    ).shares
  }

  /// Seconds from the start of the run to the end of each job of a host; nil for one that never
  /// ends.
  ///
  /// What is left after the run goes on beside packets that take what they took on average.
  func completions(host index: Int) -> [(name: String, end: Double?)] {
    let host = hosts[index]
    var scheduler = averageScheduler(host: index) { jobsOnExecutor[$0] }
    let end = Double(windowEnd) * 1e-12
    for group in host.executors.indices {
      scheduler.groups[group].work = host.jobs[group].filter { $0.end == nil }.map {
        max($0.left, 0) * 1e9
      }
    }
    let later = host.outages.compactMap { outage -> Outage? in
      guard outage.to > windowEnd else { return nil }
      return Outage(
        from: max(outage.from - windowEnd, 0), to: outage.to == .max ? .max : outage.to - windowEnd)
    }
    let rest = scheduler.completions()
    return host.jobs.indices.flatMap { group -> [(String, Double?)] in
      var position = 0
      return host.jobs[group].map { job in
        if let end = job.end { return (job.name, Double(end) * 1e-12) }
        defer { position += 1 }
        return (job.name, later.end(ofWork: rest[group][position]).map { $0 + end })
      }
    }
  }
}

import Model

/// When the CPU-bound jobs of one host end.
///
/// The fluid limit of a fair scheduler: every thread that can run gets the same rate, but for a
/// vCPU that is pinned to a core with others, which gets at most its share of that core (max–min
/// fairness). A vCPU of twice the weight gets twice the rate, and a VM's cap limits its vCPUs' sum
/// (Xen's credit scheduler). A VM's jobs share its vCPUs. Cores with two hardware threads do
/// `smtYield` times the work of one thread when both run. When a job ends, the others speed up.
struct CoreScheduler {
  /// A host or a VM with what runs there.
  struct Group {
    /// vCPUs of a VM; nil for the host itself, which is limited by its cores alone.
    var vcpus: Int?
    /// The core of each vCPU; empty where they float.
    var pinning: [Int] = []
    /// The work of each CPU-bound job, in nanoseconds on a core of its own.
    var work: [Double] = []
    /// Threads that compute for as long as any job does: STREAM's.
    var lasting = 0
    /// The weight of each of its threads against 1 of others.
    var weight = 1.0
    /// The cores' worth of work that all its threads get together at most.
    var cap = Double.infinity
    /// What packets leave of the core of each thread, 0 to 1; 1 for threads beyond its end.
    var available: [Double] = []

    /// What packets leave of the core of a thread.
    func available(_ thread: Int) -> Double {
      thread < available.count ? available[thread] : 1
    }
  }

  let processor: Processor
  /// What two hardware threads of one core do together, against one alone: 1 to 2.
  let smtYield: Double
  var groups: [Group]

  /// Seconds until the end of each job, in the order of the groups and their jobs.
  func completions() -> [[Double]] {
    var ends = groups.map { $0.work.map { _ in 0.0 } }
    var shares = Array(repeating: ProcessorSharing(cores: 1), count: groups.count)
    var running = groups.map(\.work.count)
    for (index, group) in groups.enumerated() {
      for (job, work) in group.work.enumerated() {
        shares[index].join(id: UInt32(job), work: work, now: 0)
      }
    }
    var now: Int64 = 0
    while running.contains(where: { $0 > 0 }) {
      let rates = rates(running: running)
      for index in groups.indices where running[index] > 0 {
        shares[index].setCores(rates[index] * Double(running[index]), now: now)
      }
      now = shares.indices.compactMap { shares[$0].nextCompletion }.min() ?? now
      for index in groups.indices {
        while let job = shares[index].takeCompleted(now: now) {
          ends[index][Int(job)] = Double(now) * 1e-9
          running[index] -= 1
        }
      }
    }
    return ends
  }

  /// The rate of each thread of each group, 0 to 1, when so many of its jobs run.
  func rates(running: [Int]) -> [Double] {
    let threads = groups.indices.map { running[$0] + groups[$0].lasting }
    let busy = groups.indices.map { min(threads[$0], groups[$0].vcpus ?? .max) }
    let pinned = levels(busy: busy)
    let limits = groups.enumerated().map { index, group in
      (0..<busy[index]).map { vcpu in
        let limit = limit(of: group, vcpu: vcpu, busy: busy[index])
        guard vcpu < group.pinning.count else { return limit }
        return min(limit, (pinned[group.pinning[vcpu]] ?? 1) * group.weight)
      }
    }
    let level = Self.fairLevel(
      limits.flatMap { $0 },
      weights: groups.indices.flatMap {
        Array(repeating: groups[$0].weight, count: limits[$0].count)
      },
      capacity: capacity(of: busy.reduce(0, +)))
    return groups.indices.map { index in
      let total = limits[index].reduce(0) { $0 + min($1, level * groups[index].weight) }
      return threads[index] == 0 ? 0 : total / Double(threads[index])
    }
  }

  /// The rate of a vCPU if nobody else wanted its core: what packets leave of it, or its part of
  /// the cap.
  private func limit(of group: Group, vcpu: Int, busy: Int) -> Double {
    min(group.available(vcpu), group.cap / Double(busy))
  }

  /// How high those that are pinned to a core may fill it, per weight, by the core.
  private func levels(busy: [Int]) -> [Int: Double] {
    struct Core {
      var limits: [Double] = []
      var weights: [Double] = []
      var capacity = 0.0
    }
    var cores: [Int: Core] = [:]
    for (index, group) in groups.enumerated() {
      for (vcpu, number) in group.pinning.prefix(busy[index]).enumerated() {
        var core = cores[number] ?? Core()
        core.limits.append(limit(of: group, vcpu: vcpu, busy: busy[index]))
        core.weights.append(group.weight)
        core.capacity = max(core.capacity, group.available(vcpu))
        cores[number] = core
      }
    }
    return cores.mapValues {
      Self.fairLevel($0.limits, weights: $0.weights, capacity: $0.capacity)
    }
  }

  /// The cores' worth of work that so many runnable threads get done together.
  private func capacity(of runnable: Int) -> Double {
    let cores = processor.cores
    guard runnable > cores, processor.threadsPerCore > 1 else {
      return Double(min(runnable, cores))
    }
    let doubled = min(runnable - cores, cores * (processor.threadsPerCore - 1))
    return Double(cores) + Double(doubled) * (smtYield - 1)
  }

  /// The level L with Σ min(limit, L·weight) = capacity; at least 1, and so high that all limits
  /// are reached, if the capacity exceeds them. O(n log n).
  static func fairLevel(
    _ limits: [Double], weights: [Double]? = nil, capacity: Double
  ) -> Double {
    let weights = weights ?? Array(repeating: 1, count: limits.count)
    var left = capacity
    var weightLeft = weights.reduce(0, +)
    let sorted = zip(limits, weights).sorted { $0.0 / $0.1 < $1.0 / $1.1 }
    for (limit, weight) in sorted {
      let share = left / weightLeft
      if share < limit / weight { return share }
      left -= limit
      weightLeft -= weight
    }
    return max(1, sorted.last.map { $0.0 / $0.1 } ?? 1)
  }
}

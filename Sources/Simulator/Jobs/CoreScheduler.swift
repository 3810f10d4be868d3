import Model

/// When the CPU-bound jobs of one host end.
///
/// The fluid limit of a fair scheduler: every thread that can run gets the same rate, but for a
/// vCPU that is pinned to a core with others, which gets at most its share of that core (max–min
/// fairness). A VM's jobs share its vCPUs. Cores with two hardware threads do `smtYield` times the
/// work of one thread when both run. When a job ends, the others speed up.
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
    /// What packets leave of the core of each thread, 0 to 1; 1 for threads beyond its end.
    var available: [Double] = []
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
    var limits: [[Double]] = []
    var pinned: [Int: Int] = [:]
    let threads = groups.indices.map { running[$0] + groups[$0].lasting }
    let busy = groups.indices.map { min(threads[$0], groups[$0].vcpus ?? .max) }
    for (index, group) in groups.enumerated() {
      for core in group.pinning.prefix(busy[index]) { pinned[core, default: 0] += 1 }
    }
    for (index, group) in groups.enumerated() {
      limits.append(
        (0..<busy[index]).map { vcpu in
          let left = vcpu < group.available.count ? group.available[vcpu] : 1
          guard vcpu < group.pinning.count else { return left }
          return left / Double(pinned[group.pinning[vcpu]] ?? 1)
        })
    }
    let level = Self.fairLevel(limits.flatMap { $0 }, capacity: capacity(of: busy.reduce(0, +)))
    return groups.indices.map { index in
      let total = limits[index].reduce(0) { $0 + min($1, level) }
      return threads[index] == 0 ? 0 : total / Double(threads[index])
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

  /// The level L with Σ min(limit, L) = capacity; 1 if the capacity exceeds all limits. O(n log n).
  static func fairLevel(_ limits: [Double], capacity: Double) -> Double {
    var left = capacity
    let sorted = limits.sorted()
    for (index, limit) in sorted.enumerated() {
      let share = left / Double(sorted.count - index)
      if share < limit { return share }
      left -= limit
    }
    return 1
  }
}

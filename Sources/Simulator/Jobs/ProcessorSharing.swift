/// CPU-bound jobs that share some cores equally, each with at most one core.
///
/// n jobs on c cores advance at the rate min(1, c/n) each: the fluid limit of a fair scheduler
/// whose slices are short against the jobs (Kleinrock, doi:10.1145/321386.321388). All jobs advance
/// alike, so each ends when the work that every one of them has had since a common origin, the
/// attained work, reaches a value that is known when it joins; a heap orders them by it. Exact but
/// for the rounding of times to whole picoseconds. The owner keeps the clock: it calls with times
/// that never decrease and comes back at `nextCompletion`.
public struct ProcessorSharing {
  private struct Job: BitwiseCopyable {
    var end: Double
    var number: UInt64
    var id: UInt32
  }

  /// The cores; a fraction is a share of a core that others leave over.
  public private(set) var cores: Double
  private var jobs: [Job] = []
  private var joined: UInt64 = 0
  /// Work in picoseconds that each job would have had since the last time that none was present.
  private var attained = 0.0
  private var time: Int64 = 0
  /// Picoseconds of work done on all cores together since the start.
  public private(set) var busy = 0.0

  /// An idle processor with more than 0 cores.
  public init(cores: Double) {
    precondition(cores > 0 && cores.isFinite, "a processor needs cores")
    self.cores = cores
  }

  /// Jobs that are not finished.
  public var count: Int { jobs.count }

  /// The work that each job does per picosecond: at most 1. 1 as well if there is no job.
  public var rate: Double { jobs.isEmpty ? 1 : min(1, cores / Double(jobs.count)) }

  /// When the next job ends if none joins before and the cores stay; nil without jobs. O(1).
  public var nextCompletion: Int64? {
    guard let first = jobs.first else { return nil }
    return time + Int64((max(first.end - attained, 0) / rate).rounded(.up))
  }

  /// Adds a job of `work` picoseconds on a core of its own. O(log n).
  public mutating func join(id: UInt32, work: Double, now: Int64) {
    precondition(work >= 0 && work.isFinite, "work is finite and not negative")
    advance(to: now)
    joined += 1
    jobs.append(Job(end: attained + work, number: joined, id: id))
    var place = jobs.count - 1
    while place > 0, Self.precedes(jobs[place], jobs[(place - 1) / 2]) {
      jobs.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Gives the jobs more or fewer cores from now on.
  public mutating func setCores(_ cores: Double, now: Int64) {
    precondition(cores > 0 && cores.isFinite, "a processor needs cores")
    advance(to: now)
    self.cores = cores
  }

  /// Takes out a job that has ended by `now`; nil if none has. Those that end together come in the
  /// order in which they joined. O(log n).
  public mutating func takeCompleted(now: Int64) -> UInt32? {
    guard let completion = nextCompletion, completion <= now else { return nil }
    advance(to: completion)
    let id = jobs[0].id
    // The end was rounded up to a whole picosecond; work beyond the job's own does not count.
    busy -= max(attained - jobs[0].end, 0)
    let last = jobs.removeLast()
    if !jobs.isEmpty {
      jobs[0] = last
      sink()
    } else {
      attained = 0
    }
    return id
  }

  /// Lets time pass, in which no job ends before its completion is taken.
  private mutating func advance(to now: Int64) {
    precondition(now >= time, "time does not run backwards")
    if let completion = nextCompletion {
      precondition(now <= completion, "a completion has not been taken")
    }
    let progress = Double(now - time) * rate
    if !jobs.isEmpty { attained += progress }
    busy += progress * Double(jobs.count)
    time = now
  }

  private mutating func sink() {
    var place = 0
    while true {
      var best = place
      for child in [2 * place + 1, 2 * place + 2] where child < jobs.count {
        if Self.precedes(jobs[child], jobs[best]) { best = child }
      }
      if best == place { return }
      jobs.swapAt(place, best)
      place = best
    }
  }

  private static func precedes(_ left: Job, _ right: Job) -> Bool {
    left.end < right.end || (left.end == right.end && left.number < right.number)
  }
}

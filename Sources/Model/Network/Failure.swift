/// A time in which a link or a host does not work.
///
/// A link loses what is on it and what comes to it. A host stops, and its VMs with it: what waits
/// in its queues is lost, what comes to it too, and what is in its memory is kept, so that jobs and
/// connections go on after the repair. Routes do not change.
public struct Failure: Hashable, Sendable {
  /// What fails.
  public enum Target: Hashable, Sendable {
    /// The link at that end, in both directions.
    case link(Link.End)
    /// The host with its VMs and links.
    case host(Host.ID)
  }

  /// What fails.
  public var target: Target
  /// When it fails: time since the start of the run, warm-up included.
  public var at: SimTime
  /// When it works again; nil where it does not within the run.
  public var repair: SimTime?

  /// All its properties.
  public init(target: Target, at: SimTime, repair: SimTime? = nil) {
    self.target = target
    self.at = at
    self.repair = repair
  }
}

/// A span of time from a failure to its repair, in picoseconds: `from` belongs to it, `to` does
/// not.
public struct Outage: Hashable, Sendable, BitwiseCopyable {
  /// When it begins.
  public var from: Int64
  /// When it ends; the greatest number where it does not.
  public var to: Int64

  /// All its properties.
  public init(from: Int64, to: Int64) {
    self.from = from
    self.to = to
  }

  /// The outages in the order of time, with those that overlap or touch as one. O(n log n).
  public static func merged(_ outages: [Outage]) -> [Outage] {
    var result: [Outage] = []
    for outage in outages.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
      if let last = result.last, outage.from <= last.to {
        result[result.count - 1].to = max(last.to, outage.to)
      } else {
        result.append(outage)
      }
    }
    return result
  }

  /// Picoseconds of it that lie between two times.
  public func overlap(from start: Int64, to end: Int64) -> Int64 {
    max(min(to, end) - max(from, start), 0)
  }
}

extension Failure {
  /// Its span of time.
  public var outage: Outage {
    Outage(from: at.picoseconds, to: repair?.picoseconds ?? .max)
  }
}

extension Scenario {
  /// The outages of a host in the order of time. O(failures).
  public func outages(of host: Host.ID) -> [Outage] {
    Outage.merged(failures.filter { $0.target == .host(host) }.map(\.outage))
  }
}

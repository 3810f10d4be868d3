/// How long something is waited for, not counting time in which this program itself stood still.
///
/// A machine that is paused, moved to another host, or starved for seconds, cannot have heard an
/// answer, and who waits on another clock would blame the agent. So a wait is cut into slices, and
/// a slice that ends far later than it should puts the end off by as much. A pure function of the
/// times that it is told.
struct Patience: Hashable, Sendable {
  /// Nanoseconds that are waited at once at most.
  static let slice: UInt64 = 1_000_000_000
  /// Nanoseconds that a slice may end late: a busy machine's scheduler needs as much.
  static let lateness: UInt64 = 5_000_000_000

  /// What was allowed in the beginning, in seconds, for errors.
  let seconds: Double
  /// When it is over, in nanoseconds of the monotonic clock.
  private(set) var end: UInt64

  /// That long from now on.
  init(_ limit: Duration, now: UInt64) {
    let parts = limit.components
    seconds = Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    end = now + UInt64(min(max(0, seconds * 1e9), 1e18))
  }

  /// Whether it is over.
  func isOver(now: UInt64) -> Bool { now >= end }

  /// Until when to wait next.
  func sliceEnd(now: UInt64) -> UInt64 { min(end, now + Self.slice) }

  /// Takes note that a wait until `wanted` has ended now.
  ///
  /// - Returns: For how many nanoseconds this program stood still; 0 for a usual delay.
  mutating func note(waitedUntil wanted: UInt64, now: UInt64) -> UInt64 {
    guard now > wanted, now - wanted > Self.lateness else { return 0 }
    end += now - wanted
    return now - wanted
  }
}

import Model

/// The hold model: the usual yardstick of future event sets (doi:10.1145/5684.5686).
///
/// A fixed number of events is pending. One hold takes the next event and schedules one in its
/// place, a random time later. Nothing else happens, so the time of a hold is the time of the event
/// set. The increments are drawn beforehand, so that drawing them is not measured.
public struct HoldModel: ~Copyable {
  /// Increments before they repeat: far more than events share a branch history, and within L2.
  private static let increments = 1 << 16

  private var events: FutureEventSet
  private let increments: [Int64]
  private var drawn = 0
  private var now: Int64 = 0

  /// A model with `pending` events, at least 1, and exponential increments of mean 1 µs.
  ///
  /// - Precondition: `pending` is positive.
  public init(pending: Int, seed: UInt64) {
    precondition(pending > 0, "a hold model needs a pending event")
    var stream = RandomStream(seed: seed, replication: 0, name: "hold model")
    increments = (0..<Self.increments).map { _ in Int64(stream.exponential(mean: 1e6)) }
    events = FutureEventSet(capacity: pending)
    for index in 0..<pending {
      events.schedule(
        at: Int64(stream.exponential(mean: 1e6)), kind: 0, index: UInt32(truncatingIfNeeded: index))
    }
  }

  /// Holds `count` times, and returns the time of the last event that happened.
  public mutating func hold(_ count: Int) -> SimTime {
    for _ in 0..<count {
      guard let event = events.next() else { preconditionFailure("the event set lost an event") }
      now = event.time
      let increment = increments[drawn & (Self.increments - 1)]
      drawn &+= 1
      events.schedule(at: now + increment, kind: event.kind, index: event.index)
    }
    return SimTime(picoseconds: now)
  }
}

import Model
import Simulator

/// Something that every engine is asked to do, written the same way on every peer's command line.
enum Job: Hashable {
  /// The hold model with that many pending events.
  case hold(pending: Int)
  /// Three nodes; 64-byte frames at the line rate of 1 Gbit/s; the router takes 2 µs for a packet
  /// and has a ring of 512.
  case forward
  /// As `forward`, but the router is a KVM guest with virtio NICs.
  case virtio

  /// What is compared, in the order of the table.
  static let all: [Job] = [.hold(pending: 10_000), .hold(pending: 1_000_000), .forward, .virtio]

  /// The job of a command line; nil if it is none.
  init?(arguments: [String]) {
    switch (arguments.first, arguments.count) {
    case ("hold", 2):
      guard let pending = Int(arguments[1]), pending > 0 else { return nil }
      self = .hold(pending: pending)
    case ("forward", 1): self = .forward
    case ("virtio", 1): self = .virtio
    default: return nil
    }
  }

  /// The command line of the job.
  var arguments: [String] {
    switch self {
    case .hold(let pending): return ["hold", "\(pending)"]
    case .forward: return ["forward"]
    case .virtio: return ["virtio"]
    }
  }

  /// A heading for the table.
  var title: String {
    switch self {
    case .hold(let pending): return "Hold model, \(pending) pending events, exponential increments"
    case .forward:
      return "Three-node forwarding, native: 64-byte frames at 1 Gbit/s, ring of 512, 2 µs a packet"
    case .virtio: return "The same with the router in a KVM guest with virtio (no peer models this)"
    }
  }

  /// What is counted.
  var unit: String {
    if case .hold = self { return "event" }
    return "packet"
  }

  /// Does the job on this project's engine, and times it without its start-up.
  func measure() throws -> Measurement {
    switch self {
    case .hold(let pending): return Self.hold(pending: pending)
    case .forward: return try ForwardingScenario.native.measure()
    case .virtio: return try ForwardingScenario.virtio.measure()
    }
  }

  private static func hold(pending: Int) -> Measurement {
    let holds = 2_000_000
    var model = HoldModel(pending: pending, seed: 1)
    // One increment for every event, so that their times have their final distribution.
    _ = model.hold(pending)
    return Measurement(timing: holds) {
      let end = model.hold(holds)
      precondition(end > .zero, "time stood still")
      return (forwarded: 0, events: holds)
    }
  }
}

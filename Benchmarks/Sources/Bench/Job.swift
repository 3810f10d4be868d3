import Kernels
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
  /// So many decimals of pi by an algorithm, on so many threads.
  case pi(PiAlgorithm, digits: Int, threads: Int)

  /// What is compared, in the order of the table.
  static let all: [Job] =
    [.hold(pending: 10_000), .hold(pending: 1_000_000), .forward, .virtio] + pi(threads: 1)
    + pi(threads: 2)

  /// Super PI's 4 M run by both algorithms.
  static func pi(threads: Int) -> [Job] {
    [.gaussLegendre, .chudnovsky].map { .pi($0, digits: 1 << 22, threads: threads) }
  }

  /// The job of a command line; nil if it is none.
  init?(arguments: [String]) {
    switch (arguments.first, arguments.count) {
    case ("hold", 2):
      guard let pending = Int(arguments[1]), pending > 0 else { return nil }
      self = .hold(pending: pending)
    case ("forward", 1): self = .forward
    case ("virtio", 1): self = .virtio
    case ("pi", 4):
      guard let algorithm = PiAlgorithm(rawValue: arguments[1]), let digits = Int(arguments[2]),
        let threads = Int(arguments[3])
      else { return nil }
      self = .pi(algorithm, digits: digits, threads: threads)
    default: return nil
    }
  }

  /// The command line of the job.
  var arguments: [String] {
    switch self {
    case .hold(let pending): return ["hold", "\(pending)"]
    case .forward: return ["forward"]
    case .virtio: return ["virtio"]
    case .pi(let algorithm, let digits, let threads):
      return ["pi", algorithm.rawValue, "\(digits)", "\(threads)"]
    }
  }

  /// A heading for the table.
  var title: String {
    switch self {
    case .hold(let pending): return "Hold model, \(pending) pending events, exponential increments"
    case .forward:
      return "Three-node forwarding, native: 64-byte frames at 1 Gbit/s, ring of 512, 2 µs a packet"
    case .virtio: return "The same with the router in a KVM guest with virtio (no peer models this)"
    case .pi(let algorithm, let digits, let threads):
      return "Pi, \(digits) decimals, \(algorithm.rawValue), \(threads) "
        + (threads == 1 ? "thread" : "threads")
    }
  }

  /// What is counted.
  var unit: String {
    switch self {
    case .hold: return "event"
    case .forward, .virtio: return "packet"
    case .pi: return "digit"
    }
  }

  /// Does the job on this project's engine, and times it without its start-up.
  func measure() throws -> Measurement {
    switch self {
    case .hold(let pending): return Self.hold(pending: pending)
    case .forward: return try ForwardingScenario.native.measure()
    case .virtio: return try ForwardingScenario.virtio.measure()
    case .pi(let algorithm, let digits, let threads):
      return try Self.pi(algorithm, digits: digits, threads: threads)
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

  /// What stands for forwarded packets are the last 15 decimals, which all engines must agree on.
  private static func pi(
    _ algorithm: PiAlgorithm, digits: Int, threads: Int
  ) throws -> Measurement {
    let computation = try PiComputation(digits: digits, algorithm: algorithm, threads: threads)
    let result = try computation.run()
    guard let last = Int(String(decoding: result.digits.suffix(15), as: UTF8.self)) else {
      throw BenchError("the kernel's digits are no digits")
    }
    return Measurement(
      units: digits, nanoseconds: Int(result.seconds * 1e9), forwarded: last, events: 0)
  }
}

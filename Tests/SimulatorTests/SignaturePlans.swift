import Model

@testable import Simulator

/// Small networks that show one property of the cost model each.
enum SignaturePlans {
  static let millisecond: Int64 = 1_000_000_000
  /// Picoseconds a byte at 1 Gbit/s.
  static let gigabit = 8_000.0

  /// Stages in a row, each on a thread and a core of its own, between two wires of 1 Gbit/s.
  ///
  /// `costs` are picoseconds for each packet of each stage.
  static func chain(
    load: NetworkPlan.Load, frame: Int, costs: [Double], batch: Double = 0, byte: Double = 0,
    batchLimit: Int = 64, notify: Double = 0, spread: Double = 0
  ) -> NetworkPlan {
    var plan = NetworkPlan()
    for (index, cost) in costs.enumerated() {
      plan.executors.append(.init(name: "core \(index)"))
      plan.threads.append(
        .init(name: "thread \(index)", executor: index, wakeDelay: 0, moderation: 0))
      plan.stages.append(
        .init(
          name: "stage \(index)", thread: index, batch: batch, packet: cost, byte: byte,
          batchLimit: batchLimit, queueLimit: 512, notify: notify, law: .spread(spread)))
    }
    for name in ["in", "out", "back"] {
      plan.wires.append(
        .init(name: name, byte: gigabit, overhead: 20, delay: 1_000_000, queueLimit: 1_000))
    }
    plan.flows.append(
      .init(
        name: "flow", load: load, start: 0,
        forward: [.wire(0)] + costs.indices.map { .stage($0) } + [.wire(1)], backward: [.wire(2)],
        frame: frame, payload: FrameLayout.tcpPayload(frame: frame), costFactor: 1))
    return plan
  }

  /// The interval of frames of that size at the line rate of 1 Gbit/s.
  static func lineRate(frame: Int) -> NetworkPlan.Load {
    .constant(interval: Double(frame + 20) * gigabit)
  }

  /// Packets a second that reach the receiver.
  static func rate(_ plan: NetworkPlan, duration: Int64 = 100 * millisecond) -> Double {
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 1, replication: 0, name: "run"))
    run.run(warmUp: 20 * millisecond, duration: duration)
    return Double(run.flows[0].tally.arrived) / Double(duration) * 1e12
  }
}

@testable import Simulator

/// Plans that no human would draw, for properties that hold on all of them.
enum RandomPlan {
  /// The plan that belongs to `seed`.
  static func make(seed: UInt64) -> NetworkPlan {
    var draw = RandomStream(seed: seed, replication: 0, name: "plan")
    func below(_ limit: Int) -> Int { Int(draw.next() % UInt64(limit)) }
    var plan = NetworkPlan()
    for index in 0...below(3) { plan.executors.append(.init(name: "core \(index)")) }
    for index in 0...(1 + below(5)) {
      plan.threads.append(
        .init(
          name: "thread \(index)", executor: below(plan.executors.count),
          wakeDelay: Int64(below(3)) * 700_000, moderation: Int64(below(2) * below(5_000_000))))
    }
    for index in 0...(1 + below(6)) {
      let thread = below(plan.threads.count)
      let other = below(plan.threads.count)
      plan.stages.append(
        .init(
          name: "stage \(index)", thread: thread, helpers: other == thread ? [] : [other],
          batch: Double(below(1_000_000)), packet: Double(100_000 + below(2_000_000)),
          byte: Double(below(300)), batchLimit: 1 + below(64), queueLimit: 1 + below(200),
          notify: Double(below(2) * below(900_000)),
          law: below(2) == 0 ? .exponential : .spread(draw.uniform())))
    }
    for index in 0...(1 + below(3)) {
      plan.wires.append(
        .init(
          name: "wire \(index)", byte: Double(below(2) * 8_000), overhead: 20,
          delay: Int64(below(40_000_000)), queueLimit: 1 + below(100)))
    }
    func path() -> [NetworkPlan.Hop] {
      (0...below(6)).map { _ in
        below(2) == 0 ? .stage(below(plan.stages.count)) : .wire(below(plan.wires.count))
      }
    }
    for index in 0...below(4) {
      let interval = Double(300_000 + below(10_000_000))
      let loads: [NetworkPlan.Load] = [
        .elastic(window: 1 + below(100)), .constant(interval: interval),
        .poisson(interval: interval),
      ]
      let frame = 64 + below(1455)
      plan.flows.append(
        .init(
          name: "flow \(index)", load: loads[below(3)], start: Int64(below(50_000_000)),
          forward: path(), backward: path(), frame: frame, payload: 1, costFactor: 1))
    }
    return plan
  }
}

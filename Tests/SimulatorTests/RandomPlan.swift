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

  /// A plan whose packets flow one way through a tree of chains to one trunk and out again, with
  /// times of few different lengths, so that many things happen at one time.
  static func makeOneWay(seed: UInt64) -> NetworkPlan {
    var draw = RandomStream(seed: seed, replication: 0, name: "one way")
    func below(_ limit: Int) -> Int { Int(draw.next() % UInt64(limit)) }
    let tick = 100_000
    var plan = NetworkPlan()
    func wire() -> NetworkPlan.Hop {
      plan.wires.append(
        .init(
          name: "wire \(plan.wires.count)", byte: Double(below(2) * tick / 100), overhead: 36,
          delay: Int64(below(4) * tick), queueLimit: below(4) == 0 ? 1 + below(5) : 1_000))
      return .wire(plan.wires.count - 1)
    }
    func stage() -> NetworkPlan.Hop {
      // One stage in five shares the thread, and one in five the executor, of an earlier one.
      let sharing = plan.threads.isEmpty ? 4 : below(5)
      if sharing > 1 || sharing == 1 {
        if sharing > 1 { plan.executors.append(.init(name: "core \(plan.executors.count)")) }
        plan.threads.append(
          .init(
            name: "thread \(plan.threads.count)",
            executor: sharing > 1 ? plan.executors.count - 1 : below(plan.executors.count),
            wakeDelay: Int64(below(2) * tick), moderation: Int64(below(3) / 2 * 20 * tick)))
      }
      plan.stages.append(
        .init(
          name: "stage \(plan.stages.count)",
          thread: sharing == 0 ? below(plan.threads.count) : plan.threads.count - 1,
          batch: Double(below(3) * tick), packet: Double(below(12) * tick), byte: 0,
          batchLimit: 1 + below(64), queueLimit: below(4) == 0 ? .max : 1 + below(20),
          notify: Double(below(3) / 2 * tick),
          law: [.spread(0), .spread(0), .spread(0.5), .exponential][below(4)]))
      return .stage(plan.stages.count - 1)
    }
    let trunk = [stage(), wire(), stage()]
    for index in 0...below(3) {
      var path: [NetworkPlan.Hop] = []
      for _ in 0..<below(4) { path.append(below(2) == 0 ? wire() : stage()) }
      if below(3) > 0 { path += [wire()] + trunk }
      for _ in 0..<below(4) { path.append(below(2) == 0 ? wire() : stage()) }
      let interval = Double((1 + below(12)) * tick)
      plan.flows.append(
        .init(
          name: "flow \(index)",
          load: [
            .poisson(interval: interval), .constant(interval: interval),
            .constant(interval: interval),
            .onOff(interval: interval, burst: 20 * interval, pause: 30 * interval),
          ][below(4)],
          start: Int64(below(50) * tick), forward: path.isEmpty ? [wire()] : path, backward: [],
          frame: 64, payload: 18, costFactor: 1, sizes: below(3) == 0 ? [64, 164, 64] : []))
    }
    if below(3) == 0 {
      plan.flows.append(
        .init(
          name: "reacting",
          load: below(2) == 0
            ? .elastic(window: 1 + below(40))
            : .requests(
              .init(
                clients: 1 + below(9), think: Double(below(2) * 20 * tick),
                service: Int64(below(3) * tick), answer: 100, frames: 1 + below(4), lastFrame: 64)),
          start: 0,
          forward: [stage(), wire()] + trunk + [wire()], backward: [wire(), stage()], frame: 64,
          payload: 6, costFactor: 1))
    }
    return plan
  }
}

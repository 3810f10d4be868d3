extension NetworkRun {
  /// The packets that each stage served since observation began, of all flows. O(steps).
  func packetsByStage() -> [Int] {
    var result = [Int](repeating: 0, count: plan.stages.count)
    for (index, step) in table.steps.enumerated() where step.kind == .stage {
      result[Int(step.index)] += tallies[index].packets
    }
    return result
  }

  /// Adds how many threads a packet of a flow wakes on its way, and how many exits of guests that
  /// takes, if it crosses any: a stage's notifications and batches are shared by all of its
  /// packets. Nothing where a stage had no packet.
  func summariseWakes(
    of flow: Int, served: [Int], _ add: (String, String, Double) -> Void
  ) {
    var notifications = 0.0
    var exits = 0.0
    var hasGuest = false
    for case .stage(let index) in plan.flows[flow].forward {
      guard served[index] > 0 else { return }
      let packets = Double(served[index])
      let wakes = Double(stages[index].wakes) / packets
      let cost = plan.stages[index].exits
      notifications += wakes
      exits +=
        cost.packet + cost.batch * Double(stages[index].batches) / packets
        + cost.notification * wakes
      if cost != .init() { hasGuest = true }
    }
    add("notifications", "1/packet", notifications)
    if hasGuest { add("exits", "1/packet", exits) }
  }
}

extension NetworkRun {
  /// The data packets of a flow that were dropped on their way, or lost where something was down,
  /// since observation began. O(hops).
  func dropped(flow index: Int) -> Int {
    let first = Int(table.entries[index].forward)
    return plan.flows[index].forward.indices.reduce(0) {
      $0 + tallies[first + $1].dropped + tallies[first + $1].lost
    }
  }

  /// Whether packets of a flow that nothing answers are neither at their receiver nor dropped, if
  /// observation began before the first. O(hops).
  func hasPacketsInside(flow index: Int) -> Bool {
    let tally = flows[index].tally
    return tally.delivered + dropped(flow: index) < tally.sent
  }

  /// Whether packets of a flow wait to be served by the first stage of their path; false where that
  /// begins with a wire.
  func hasPacketsAtSender(flow index: Int) -> Bool {
    let first = Int(table.entries[index].forward)
    guard steps[first].kind == .stage else { return false }
    return tallies[first].packets + tallies[first].dropped < flows[index].tally.sent
  }

  /// The packets that wait, are in service or are on a wire now, by the step of the path that they
  /// are at. O(steps + packets).
  func population() -> [Int] {
    var result = [Int](repeating: 0, count: table.steps.count)
    for index in 0..<plan.stages.count {
      for offset in 0..<stages[index].queue.count {
        result[Int(stages[index].queue[offset].step)] += 1
      }
    }
    for index in 0..<plan.threads.count where threads[index].phase == .running {
      result[Int(threads[index].inService.step)] += 1
    }
    for index in 0..<plan.wires.count {
      for offset in 0..<wires[index].queue.count {
        result[Int(wires[index].queue[offset].step)] += 1
      }
    }
    return result
  }
}

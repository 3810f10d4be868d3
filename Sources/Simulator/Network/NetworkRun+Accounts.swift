extension NetworkRun {
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

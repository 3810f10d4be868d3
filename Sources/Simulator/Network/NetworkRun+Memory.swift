import Model

extension NetworkRun {
  /// The bytes per second that each host's memory moved for packets since observation began.
  ///
  /// A device writes or reads a frame once for each wire that it comes from or goes to, and a stage
  /// that copies reads it and writes it. Caches that keep a frame from the memory (DDIO) are not
  /// modelled. `owners` are the machines of the plan's threads. O(steps).
  func memoryTraffic(owners: [Place], duration: SimTime) -> [Host.ID: Double] {
    var result: [Host.ID: Double] = [:]
    for (index, step) in table.steps.enumerated() {
      let flow = plan.flows[Int(step.flow)]
      let isForward = index < Int(table.entries[Int(step.flow)].backward)
      let bytes = Double(tallies[index].packets) * (isForward ? flow.meanFrame : flow.meanAnswer)
      let rate = bytes / duration.seconds
      switch step.kind {
      case .stage where plan.stages[Int(step.index)].byte > 0:
        result[owners[plan.stages[Int(step.index)].thread].host, default: 0] += 2 * rate
      case .wire:
        let wire = plan.wires[Int(step.index)]
        for end in [wire.from, wire.to] {
          if let host = end?.place.host { result[host, default: 0] += rate }
        }
      default: break
      }
    }
    return result
  }
}

extension NetworkPlan.Flow {
  /// The mean bytes of a frame that comes back.
  fileprivate var meanAnswer: Double {
    guard case .requests(let pattern) = load else { return Double(FrameLayout.acknowledgement) }
    let full = Double((pattern.frames - 1) * frame)
    return (full + Double(pattern.lastFrame)) / Double(pattern.frames)
  }
}

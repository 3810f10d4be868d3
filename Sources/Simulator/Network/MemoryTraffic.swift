import Model

extension NetworkRun {
  /// The bytes per second that each host's memory moved for packets since observation began.
  ///
  /// `owners` are the machines of the plan's threads. O(steps).
  func memoryTraffic(owners: [Place], duration: SimTime) -> [Host.ID: Double] {
    var result: [Host.ID: Double] = [:]
    for (index, step) in table.steps.enumerated() {
      let flow = plan.flows[Int(step.flow)]
      let isForward = index < Int(table.entries[Int(step.flow)].backward)
      let bytes = Double(tallies[index].packets) * (isForward ? flow.meanFrame : flow.meanAnswer)
      let rate = bytes / duration.seconds
      switch step.kind {
      case .stage: plan.addTraffic(of: .stage(Int(step.index)), rate, owners, to: &result)
      case .wire: plan.addTraffic(of: .wire(Int(step.index)), rate, owners, to: &result)
      default: break
      }
    }
    return result
  }
}

extension FluidRun {
  /// The bytes per second that each host's memory moved for packets since observation began.
  ///
  /// What is lost counts up to where it is lost. `owners` are the machines of the plan's threads.
  /// O(steps).
  func memoryTraffic(owners: [Place], duration: SimTime) -> [Host.ID: Double] {
    var result: [Host.ID: Double] = [:]
    let network = plan.network
    for (index, flow) in network.flows.enumerated() {
      if flow.load.reacts {
        let segments = flows[index].deliveredTotal / duration.seconds
        let answers = segments * FluidPlan.acknowledgements
        for hop in flow.forward {
          network.addTraffic(of: hop, segments * flow.meanFrame, owners, to: &result)
        }
        for hop in flow.backward {
          network.addTraffic(of: hop, answers * flow.meanAnswer, owners, to: &result)
        }
        continue
      }
      var arriving = flows[index].offeredTotal
      var number = plan.uses.range(index).lowerBound
      for hop in flow.forward {
        network.addTraffic(
          of: hop, arriving / duration.seconds * flow.meanFrame, owners, to: &result)
        guard plan.takesTime(hop) else { continue }
        arriving -= uses[number].dropped + uses[number].lost
        number += 1
      }
    }
    return result
  }
}

extension NetworkPlan {
  /// Adds what the memory of hosts moves for bytes that pass a step, each second.
  ///
  /// A device writes or reads a frame once for each wire that it comes from or goes to, and a stage
  /// that copies reads it and writes it. Caches that keep a frame from the memory (DDIO) are not
  /// modelled.
  fileprivate func addTraffic(
    of hop: Hop, _ rate: Double, _ owners: [Place], to result: inout [Host.ID: Double]
  ) {
    switch hop {
    case .stage(let index):
      guard stages[index].byte > 0 else { return }
      result[owners[stages[index].thread].host, default: 0] += 2 * rate
    case .wire(let index):
      for end in [wires[index].from, wires[index].to] {
        if let host = end?.place.host { result[host, default: 0] += rate }
      }
    }
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

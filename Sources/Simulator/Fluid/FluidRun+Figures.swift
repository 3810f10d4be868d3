import Model

extension FluidRun {
  /// Flows of which the whole path is told; of more than that, only where it is full or loses.
  private static let mostFlowsInFull = 100
  /// The utilisation from which on a resource is told then.
  private static let high = 0.9

  /// Adds this run's figures, gathered over `duration`.
  func summarise(into result: inout Replication, duration: SimTime) {
    result.events += eventCount
    for (index, flow) in plan.network.flows.enumerated() {
      func add(_ quantity: String, _ unit: String, _ value: Double) {
        result.figures.append(
          .init(workload: flow.name, quantity: quantity, unit: unit, value: value))
      }
      let payload = flow.meanFrame - Double(flow.frame - flow.payload)
      let bits = payload * 8 / duration.seconds / 1e6
      let state = flows[index]
      add("goodput", "Mbit/s", state.deliveredTotal * bits)
      add("packets", "packet/s", state.deliveredTotal / duration.seconds)
      result.packets += Int(state.deliveredTotal)
      if !flow.load.reacts {
        add("offered", "Mbit/s", state.offeredTotal * bits)
        let lost = plan.uses.range(index).reduce(0.0) {
          $0 + (isHeld(at: $1) ? 0 : uses[$1].dropped) + uses[$1].lost
        }
        add("loss", "1", state.offeredTotal > 0 ? min(lost / state.offeredTotal, 1) : 0)
      }
      result.breakdown += breakdown(of: index, duration: duration)
    }
    for index in hosts.indices {
      for (name, end) in completions(host: index) {
        guard let end else {
          result.notes.append("\(name) does not end, for \(hosts[index].id) is not repaired.")
          continue
        }
        result.figures.append(.init(workload: name, quantity: "time", unit: "s", value: end))
      }
    }
    result.notes.append(
      "Fluid level: rates are constant between events, and waiting times are not given.")
    if plan.network.flows.count > Self.mostFlowsInFull {
      result.notes.append(
        "Of the paths of more than \(Self.mostFlowsInFull) flows only stages and links are told "
          + "that are busy for \(Int(Self.high * 100)) % or lose packets.")
    }
    if isUnsettled {
      result.notes.append(
        "Losses of flows that meet at several full places in opposite orders were not exact to the "
          + "last digit.")
    }
  }

  /// The steps of a flow's path, with the service of a packet in full batches.
  private func breakdown(of index: Int, duration: SimTime) -> [StageTime] {
    let flow = plan.network.flows[index]
    var number = plan.uses.range(index).lowerBound
    var arriving = flows[index].offeredTotal
    var rows: [StageTime] = []
    let all = plan.network.flows.count <= Self.mostFlowsInFull
    for hop in flow.forward {
      guard let resource = resource(of: hop) else { continue }
      var dropped = 0.0
      var lost = 0.0
      var cost = 0.0
      if flow.load.reacts {
        cost = plan.shares[index].first { $0.index == Int32(resource) }?.cost ?? 0
      } else {
        if arriving > 0 && !isHeld(at: number) { dropped = min(uses[number].dropped / arriving, 1) }
        lost = arriving > 0 ? min(uses[number].lost / arriving, 1) : 0
        cost = plan.uses.elements[number].cost
        arriving -= uses[number].dropped + uses[number].lost
        number += 1
      }
      let busy = min(resources[resource].busy / duration.seconds, 1)
      guard all || dropped > 0 || lost > 0 || busy >= Self.high else { continue }
      rows.append(
        StageTime(
          flow: flow.name, stage: name(of: hop), thread: thread(of: hop), waiting: nil,
          service: cost, utilisation: busy, dropped: dropped,
          lost: failures.isEmpty ? nil : lost))
    }
    return rows
  }

  /// Whether what is too much waits without an end, as before a sender's own stage, and is not
  /// lost.
  private func isHeld(at use: Int) -> Bool {
    let stage = Int(plan.uses.elements[use].stage)
    return stage >= 0 && plan.network.stages[stage].queueLimit == .max
  }

  private func resource(of hop: NetworkPlan.Hop) -> Int? {
    switch hop {
    case .wire(let index): return plan.network.wires[index].byte > 0 ? index : nil
    case .stage(let index):
      return plan.firstExecutor
        + plan.network.threads[plan.network.stages[index].thread].executor
    }
  }

  private func name(of hop: NetworkPlan.Hop) -> String {
    switch hop {
    case .wire(let index): return plan.network.wires[index].name
    case .stage(let index): return plan.network.stages[index].name
    }
  }

  private func thread(of hop: NetworkPlan.Hop) -> String {
    switch hop {
    case .wire: return "wire"
    case .stage(let index): return plan.network.threads[plan.network.stages[index].thread].name
    }
  }
}

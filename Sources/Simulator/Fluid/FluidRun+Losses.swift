/// Flows without feedback: where their packets are lost.
extension FluidRun {
  /// How often a resource's losses are computed in one settling before they are damped, and given
  /// up.
  private static let dampedAfter = 20
  private static let mostRounds = 200
  /// Shares nearer to each other than that are the same.
  private static let tolerance = 1e-12

  /// Computes a flow's demands along its path from what it offers, and where it loses packets.
  mutating func place(flow index: Int) {
    integrate(flow: index)
    let offered = flows[index].isOn ? plan.rates[index] : 0
    let range = plan.uses.range(index)
    var rate = offered
    for number in range {
      let use = plan.uses.elements[number]
      let resource = Int(use.resource)
      // Later uses of a resource see what its first has let pass, which `passing` counts for all.
      let before =
        use.isFirst ? rate : self.rate(offered, at: number, in: range, without: use.resource)
      let demand = Int64((before * use.cost * plan.scales[resource]).rounded())
      if demand != uses[number].demand {
        resources[resource].demand += demand - uses[number].demand
        uses[number].demand = demand
        touched.insert(resource)
        if isOverloaded(resource) || resources[resource].passing < 1 { dirty.insert(resource) }
      }
      uses[number].dropping = 0
      uses[number].losing = 0
      if use.isFirst {
        if resources[resource].down > 0 {
          uses[number].losing = rate
          rate = 0
        } else if resources[resource].passing < 1 {
          uses[number].dropping = rate * (1 - resources[resource].passing)
          rate *= resources[resource].passing
        }
      }
      note(packets: rate, at: number, stage: use.stage)
    }
    flows[index].offered = offered
    flows[index].delivered = rate
  }

  /// The rate at a later use of a resource, were all to pass at its first.
  private func rate(
    _ offered: Double, at number: Int, in range: Range<Int>, without resource: Int32
  ) -> Double {
    var rate = offered
    for other in range.lowerBound..<number {
      let use = plan.uses.elements[other]
      guard use.isFirst, use.resource != resource else { continue }
      let state = resources[Int(use.resource)]
      rate *= state.down > 0 ? 0 : state.passing
    }
    return rate
  }

  private mutating func note(packets: Double, at number: Int, stage: Int32) {
    guard stage >= 0 else { return }
    let count = Int64((packets * Self.packetUnit).rounded())
    stagePackets[Int(stage)] += count - uses[number].packets
    uses[number].packets = count
  }

  private func isOverloaded(_ index: Int) -> Bool {
    Double(resources[index].demand) / plan.scales[index] > resources[index].capacity
  }

  /// Computes the losses of all overloaded resources until they no longer change.
  mutating func settleLosses() {
    var rounds = 0
    while !dirty.list.isEmpty && rounds < Self.mostRounds {
      rounds += 1
      for number in dirty.takeAll() {
        let index = Int(number)
        let demand = Double(resources[index].demand) / plan.scales[index]
        var passing = demand > resources[index].capacity ? resources[index].capacity / demand : 1
        if rounds > Self.dampedAfter { passing = (passing + resources[index].passing) / 2 }
        guard abs(passing - resources[index].passing) > Self.tolerance * passing else { continue }
        resources[index].passing = passing
        touched.insert(index)
        placeUsers(of: index)
      }
    }
    if !dirty.list.isEmpty {
      isUnsettled = true
      dirty.removeAll()
    }
  }

  /// Computes again the flows without feedback that use a resource and send.
  mutating func placeUsers(of index: Int) {
    for position in plan.users.range(index) {
      let flow = Int(plan.users.elements[position])
      if flows[flow].isOn { place(flow: flow) }
    }
  }
}

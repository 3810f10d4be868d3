import Model

/// Resources that are down for some time.
struct FluidFailure: Sendable {
  var resources: [Int32]
  /// Hosts whose jobs are suspended, in the run's numbers.
  var hosts: [Int32]
  /// Whether it ends.
  var isRepair: Bool
  var time: Int64
}

extension FluidRun {
  /// Schedules what fails and what is repaired.
  mutating func scheduleFailures() {
    let network = plan.network
    func add(_ outage: Outage, resources: [Int32], hosts: [Int32]) {
      for (time, isRepair) in [(outage.from, false), (outage.to, true)] where time < windowEnd {
        failures.append(
          FluidFailure(resources: resources, hosts: hosts, isRepair: isRepair, time: time))
      }
    }
    for (index, wire) in network.wires.enumerated() {
      for outage in wire.outages { add(outage, resources: [Int32(index)], hosts: []) }
    }
    for host in network.hostOutages {
      let executors = Set(host.threads.map { network.threads[$0].executor })
      add(
        host.outage, resources: executors.sorted().map { Int32(plan.firstExecutor + $0) }, hosts: []
      )
    }
    for (index, host) in hosts.enumerated() {
      for outage in host.outages { add(outage, resources: [], hosts: [Int32(index)]) }
    }
    for (index, failure) in failures.enumerated() {
      schedule(at: failure.time, Kind.failure, index)
    }
  }

  /// Something fails or is repaired.
  mutating func changeFailure(_ index: Int) {
    let failure = failures[index]
    let change = failure.isRepair ? -1 : 1
    for number in failure.resources {
      let resource = Int(number)
      resources[resource].down += change
      touched.insert(resource)
      placeUsers(of: resource)
      for position in plan.sharers.range(resource) {
        change == 1
          ? block(flow: Int(plan.sharers.elements[position].index))
          : unblock(flow: Int(plan.sharers.elements[position].index))
      }
    }
    for number in failure.hosts {
      advance(host: Int(number))
      hosts[Int(number)].isDown = !failure.isRepair
      dirtyHosts.insert(Int(number))
    }
  }

  private mutating func block(flow index: Int) {
    if flows[index].blocked == 0 && flows[index].resumeTime < 0 {
      flows[index].blockedSince = now
    }
    flows[index].blocked += 1
    changed.insert(index)
  }

  private mutating func unblock(flow index: Int) {
    flows[index].blocked -= 1
    guard flows[index].blocked == 0, flows[index].isOn else { return }
    // The timer runs out again and again, each time after twice as long (RFC 6298, 5.5).
    let isNew = flows[index].blockedSince == plan.network.flows[index].start
    let trip = Int64(plan.roundTrips[index] * 1e12)
    let first =
      isNew
      ? RetransmissionTimeout.initial : trip + RetransmissionTimeout.minimumVariation
    var time = flows[index].blockedSince
    var doublings = 0
    repeat {
      time += min(first << Int64(min(doublings, 10)), RetransmissionTimeout.longest)
      doublings += 1
    } while time < now
    flows[index].resumeTime = time
    schedule(at: time, Kind.resume, index)
  }

  /// An elastic flow's timer lets it send again.
  mutating func resume(flow index: Int) {
    guard flows[index].resumeTime == now, flows[index].blocked == 0 else { return }
    flows[index].resumeTime = -1
    changed.insert(index)
  }
}

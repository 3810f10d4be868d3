import Model

extension NetworkBuilder {
  /// Notes when wires and hosts are down. Call it once, after all flows have been added.
  ///
  /// A link is down too while a host at one of its ends is. O(wires + stages + failures).
  mutating func addFailures() {
    guard !scenario.failures.isEmpty else { return }
    var links: [Link.End: [Outage]] = [:]
    var hosts: [Host.ID: [Outage]] = [:]
    for failure in scenario.failures {
      switch failure.target {
      case .link(let end): links[end, default: []].append(failure.outage)
      case .host(let host): hosts[host, default: []].append(failure.outage)
      }
    }
    for index in plan.wires.indices {
      let outages = [plan.wires[index].from, plan.wires[index].to].flatMap { end -> [Outage] in
        guard let end else { return [] }
        let host = end.place.host
        return links[Link.End(host: host, nic: end.nic), default: []] + hosts[host, default: []]
      }
      plan.wires[index].outages = Outage.merged(outages)
    }
    var threads: [Host.ID: [Int]] = [:]
    for (index, owner) in owners.enumerated() where hosts[owner.host] != nil {
      threads[owner.host, default: []].append(index)
    }
    var stages: [Host.ID: [Int]] = [:]
    for (index, stage) in plan.stages.enumerated() {
      let host = owners[stage.thread].host
      if hosts[host] != nil { stages[host, default: []].append(index) }
    }
    for (host, outages) in hosts.sorted(by: { $0.key < $1.key }) {
      for outage in Outage.merged(outages) {
        plan.hostOutages.append(
          .init(
            outage: outage, stages: stages[host, default: []], threads: threads[host, default: []]))
      }
    }
  }
}

extension Scenario {
  /// Picoseconds between `begin` and the end of the run in which the host of a job is up.
  func observedUpTime(of workload: Workload.ID, from begin: Int64) -> Int64 {
    let end = (run.warmUp + run.duration).picoseconds
    guard !failures.isEmpty else { return end - begin }
    var host: Host.ID?
    switch workloads.first(where: { $0.id == workload })?.kind {
    case .pi(let job)?: host = job.place.host
    case .stream(let job)?: host = job.place.host
    case .flow?, nil: break
    }
    guard let host else { return end - begin }
    return outages(of: host).reduce(end - begin) { $0 - $1.overlap(from: begin, to: end) }
  }
}

extension [Outage] {
  /// When seconds of work end that begin at 0 and are suspended during outages, in seconds; nil if
  /// they never do. The outages are in the order of time and apart from each other.
  func end(ofWork seconds: Double) -> Double? {
    var end = seconds
    for outage in self where Double(outage.from) * 1e-12 < end {
      guard outage.to < .max else { return nil }
      end += Double(outage.to - outage.from) * 1e-12
    }
    return end
  }
}

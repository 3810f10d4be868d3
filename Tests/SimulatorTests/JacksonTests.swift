import Testing

@testable import Simulator

/// Networks of exponential stations that Poisson flows cross by different ways, against Jackson's
/// product form (doi:10.1287/opre.5.4.518), which for fixed ways is Kelly's. Times are in mean
/// service times.
@Suite struct JacksonTests {
  /// The stations that each flow crosses, and its arrivals per mean service time.
  private struct Network {
    var routes: [[Int]]
    var rates: [Double]

    var stations: Int { (routes.joined().max() ?? 0) + 1 }

    /// The utilisation of each station: the sum of the rates of the flows that cross it.
    var loads: [Double] {
      (0..<stations).map { station in
        zip(routes, rates).reduce(0) { $0 + ($1.0.contains(station) ? $1.1 : 0) }
      }
    }

    /// The plan: one stage for each station, on a core of its own.
    var plan: NetworkPlan {
      var plan = TheoryPlans.row(load: rates[0], stations: stations)
      plan.flows = zip(routes, rates).enumerated().map { index, flow in
        var one = plan.flows[0]
        one.name = "customers \(index)"
        one.load = .poisson(interval: TheoryPlans.service / flow.1)
        one.forward = flow.0.map { .stage($0) }
        return one
      }
      return plan
    }
  }

  private static let networks = [
    // A tandem of three with different loads, because customers leave and come between them.
    Network(routes: [[0, 1, 2], [0], [1, 2]], rates: [0.3, 0.2, 0.25]),
    // Two ways that part and join again.
    Network(routes: [[0, 1, 3], [0, 2, 3]], rates: [0.5, 0.2]),
    // Ways in opposite directions, so that no station is before another.
    Network(routes: [[0, 1], [1, 0], [1, 2]], rates: [0.3, 0.3, 0.15]),
  ]

  /// What one replication of a network found.
  private struct Observation {
    var waiting: [Double] = []
    var sojourn: [Double] = []
    /// The share of the time in which no station had a customer.
    var emptiness = 0.0
  }

  private func observe(_ network: Network, replication: Int) -> Observation {
    let plan = network.plan
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: 21, replication: replication, name: "jackson"))
    let warmUp = Int64(2_000 * TheoryPlans.service)
    let end = warmUp + Int64(40_000 * TheoryPlans.service)
    run.start(warmUp: warmUp)
    var empty: Int64 = 0
    while true {
      let before = run.now
      let isEmpty = plan.threads.indices.allSatisfy { run.threads[$0].phase == .idle }
      let goesOn = run.step(until: end)
      if !goesOn { run.stop(at: end) }
      if isEmpty { empty += max(run.now - max(before, warmUp), 0) }
      if !goesOn { break }
    }
    var result = Observation()
    for station in plan.stages.indices {
      var tally = (packets: 0, waiting: 0.0)
      for (step, entry) in run.table.steps.enumerated()
      where entry.kind == .stage && Int(entry.index) == station {
        tally.packets += run.tallies[step].packets
        tally.waiting += Double(run.tallies[step].waiting)
      }
      result.waiting.append(tally.waiting / Double(tally.packets) / TheoryPlans.service)
    }
    for flow in plan.flows.indices {
      let total = run.flows[flow].latencies.total
      result.sojourn.append(
        Double(total) / Double(run.flows[flow].tally.arrived) / TheoryPlans.service)
    }
    result.emptiness = Double(empty) / Double(end - warmUp)
    return result
  }

  /// Whether the exact value is in the interval of the replications, widened from 95 % to 99.5 % as
  /// there are many of them, and whether that says anything.
  private func expect(_ values: [Double], contain exact: Double, _ what: String) {
    let (mean, halfWidth) = TheoryPlans.interval(values)
    #expect(abs(mean - exact) <= 1.5 * halfWidth, "\(what): \(mean) ± \(halfWidth), exact \(exact)")
    #expect(halfWidth < 0.1 * max(exact, 0.05), "\(what): \(mean) ± \(halfWidth)")
  }

  @Test(arguments: networks.indices)
  func everyStationBehavesAsAnMM1QueueOfItsOwn(index: Int) {
    let network = Self.networks[index]
    let loads = network.loads
    let found = (0..<20).map { observe(network, replication: $0) }
    for (station, load) in loads.enumerated() {
      expect(found.map { $0.waiting[station] }, contain: load / (1 - load), "waiting at \(station)")
    }
    for (flow, route) in network.routes.enumerated() {
      let exact = route.reduce(0) { $0 + 1 / (1 - loads[$1]) }
      expect(found.map { $0.sojourn[flow] }, contain: exact, "sojourn of flow \(flow)")
    }
    // The product form itself: the numbers at the stations are independent at any one time.
    let empty = loads.reduce(1) { $0 * (1 - $1) }
    expect(found.map(\.emptiness), contain: empty, "all stations empty")
  }
}

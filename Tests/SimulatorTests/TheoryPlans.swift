import Statistics

@testable import Simulator

/// The plans of queueing theory: Poisson arrivals at stages whose service time is the unit of time.
enum TheoryPlans {
  /// Picoseconds of one mean service time.
  static let service = 1e6

  /// Stations in a row, each with its threads, through which one Poisson flow goes.
  ///
  /// `load` is the arrival rate times the mean service time; `limit` counts those that wait.
  static func row(
    load: Double, law: NetworkPlan.ServiceLaw = .exponential, stations: Int = 1, servers: Int = 1,
    limit: Int = .max
  ) -> NetworkPlan {
    var plan = NetworkPlan()
    for station in 0..<stations {
      let first = plan.threads.count
      for server in 0..<servers {
        plan.executors.append(.init(name: "core \(station).\(server)"))
        plan.threads.append(
          .init(
            name: "server \(station).\(server)", executor: first + server, wakeDelay: 0,
            moderation: 0))
      }
      plan.stages.append(
        .init(
          name: "station \(station)", thread: first, helpers: Array(first + 1..<first + servers),
          batch: 0, packet: service, byte: 0, batchLimit: 64, queueLimit: limit, notify: 0,
          law: law))
    }
    plan.flows.append(
      .init(
        name: "customers", load: .poisson(interval: service / load), start: 0,
        forward: (0..<stations).map { .stage($0) }, backward: [], frame: 64, payload: 18,
        costFactor: 1))
    return plan
  }

  /// What one replication found at each station, in mean service times.
  struct Observation {
    var waiting: [Double] = []
    var utilisation: [Double] = []
    var loss: [Double] = []
  }

  /// Runs one replication; times are in mean service times.
  static func observe(
    _ plan: NetworkPlan, seed: UInt64, replication: Int, warmUp: Double, duration: Double
  ) -> Observation {
    let stream = RandomStream(seed: seed, replication: replication, name: "theory")
    var run = NetworkRun(plan: plan, stream: stream)
    run.run(warmUp: Int64(warmUp * service), duration: Int64(duration * service))
    var result = Observation()
    for (index, stage) in plan.stages.enumerated() {
      let tally = run.tallies[index]
      let offered = Double(tally.packets + tally.dropped)
      result.waiting.append(Double(tally.waiting) / Double(tally.packets) / service)
      result.loss.append(Double(tally.dropped) / offered)
      let busy = ([stage.thread] + stage.helpers).reduce(0) { $0 + run.threads[$1].busy }
      result.utilisation.append(
        Double(busy) / (duration * service) / Double(1 + stage.helpers.count))
    }
    return result
  }

  /// The mean of independent replications with its 95 % interval by Student's t.
  static func interval(_ values: [Double]) -> (mean: Double, halfWidth: Double) {
    let sample = Sample(values)
    let t = quantiles[values.count]!
    return (sample.mean, t * sample.standardDeviation / Double(values.count).squareRoot())
  }

  /// The 0.975 quantiles of Student's t by number of values (not degrees of freedom), from tables.
  private static let quantiles = [10: 2.2621571628, 20: 2.0930240544, 30: 2.0452296421]
}

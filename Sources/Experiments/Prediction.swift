import Model
import Simulator
import Statistics

extension Results {
  /// The results of a simulation from its replications, which all have the same figures.
  ///
  /// - Parameter notes: what a reader must know beyond what the scenario and the costs say.
  public init(
    of replications: [Replication], simulation: Simulation, seed: UInt64, scenarioHash: String?,
    notes: [String] = []
  ) {
    self.init(
      scenario: simulation.scenario.name,
      provenance: Provenance(
        kind: .simulated, version: Version.current, seed: seed,
        replications: replications.count, calibration: simulation.costs.name,
        calibrationHash: simulation.costs.hash, scenarioHash: scenarioHash),
      metrics: Self.metrics(of: replications), breakdown: Self.breakdown(of: replications),
      threads: Self.threads(of: replications),
      notes: simulation.notes + notes + Self.notes(of: replications))
  }

  /// What the replications say of themselves, each sentence once, and of how many of them it holds.
  public static func notes(of replications: [Replication]) -> [String] {
    var notes: [String] = []
    for note in replications.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
    return notes.map { note in
      let count = replications.count { $0.notes.contains(note) }
      return count == replications.count
        ? note : "\(note) So in \(count) of \(replications.count) replications."
    }
  }

  /// The figures of all replications, those of the richest first: a latency is missing where
  /// nothing arrived, and a throughput where no search enclosed it.
  private static func kinds(of replications: [Replication]) -> [Replication.Figure] {
    var kinds = replications.max { $0.figures.count < $1.figures.count }?.figures ?? []
    var known = Set(kinds.map { [$0.workload, $0.quantity] })
    for figure in replications.flatMap(\.figures)
    where known.insert([figure.workload, figure.quantity]).inserted { kinds.append(figure) }
    return kinds
  }

  /// The figures by name.
  static func metrics(of replications: [Replication]) -> [Metric] {
    let figures = replications.map { replication in
      Dictionary(
        replication.figures.map { ([$0.workload, $0.quantity], $0) },
        uniquingKeysWith: { first, _ in first })
    }
    return kinds(of: replications).map { figure in
      let found = figures.compactMap { $0[[figure.workload, figure.quantity]] }
      let samples = found.map(\.value)
      let sample = Sample(samples)
      return Metric(
        name: "\(figure.workload).\(figure.quantity)", unit: figure.unit, mean: sample.mean,
        ci95: found.count == 1 ? found[0].halfWidth : sample.ci95, samples: samples)
    }
  }

  /// The mean over the replications of each thread's times.
  private static func threads(of replications: [Replication]) -> [ThreadTime] {
    means(of: replications.map(\.threads), [\.utilisation, \.steal, \.notifications])
  }

  /// The mean over the replications of each stage's times.
  static func breakdown(of replications: [Replication]) -> [StageTime] {
    let tables = replications.map(\.breakdown)
    // At the fluid level the rows depend on what is full, which may differ where costs vary.
    let isEven = tables.allSatisfy { $0.count == tables[0].count }
    guard isEven else { return tables.first ?? [] }
    var result = means(of: tables, [\.service, \.utilisation, \.dropped])
    for index in result.indices {
      if result[index].waiting != nil {
        result[index].waiting = Sample(tables.map { $0[index].waiting ?? 0 }).mean
      }
      if result[index].lost != nil {
        result[index].lost = Sample(tables.map { $0[index].lost ?? 0 }).mean
      }
    }
    return result
  }

  /// The rows of the first table, with the mean over all tables of each of those columns.
  private static func means<Row>(
    of tables: [[Row]], _ columns: [WritableKeyPath<Row, Double>]
  ) -> [Row] {
    guard var result = tables.first else { return [] }
    for index in result.indices {
      for column in columns {
        result[index][keyPath: column] = Sample(tables.map { $0[index][keyPath: column] }).mean
      }
    }
    return result
  }
}

extension Replication {
  /// The replications of several simulations of one scenario, with the same index taken together:
  /// the figures and times of all, in the order of `workloads`.
  public static func joined(
    _ parts: [[Replication]], inOrderOf workloads: [Workload]
  ) -> [Replication] {
    guard var result = parts.first else { return [] }
    for part in parts.dropFirst() {
      for (index, replication) in part.enumerated() where result.indices.contains(index) {
        result[index].figures += replication.figures
        result[index].breakdown += replication.breakdown
        result[index].threads += replication.threads
        result[index].events += replication.events
        result[index].packets += replication.packets
        result[index].notes += replication.notes
      }
    }
    for index in result.indices { result[index].sortFigures(like: workloads.map(\.id.name)) }
    return result
  }
}

extension Simulation {
  /// What a reader of the results must know of the scenario and the costs, one sentence each.
  public var notes: [String] {
    var notes: [String] = []
    if costs.hash == nil {
      notes.append("Uncalibrated: every cost is a prior; see fixtures/priors for their ranges.")
    }
    if costs.hash != nil {
      if let envelope = costs.envelope {
        let departures = envelope.departures(of: scenario)
        if !departures.isEmpty {
          notes.append(
            "Extrapolated: the scenario lies outside of what \(costs.name) was fitted to: "
              + departures.joined(separator: "; ") + ".")
        }
      } else {
        notes.append(
          "\(costs.name) does not say what it was fitted to, so nobody knows whether this is "
            + "extrapolated; calibrate again.")
      }
    }
    for workload in scenario.workloads {
      if let anomaly = workload.anomaly, let parameter = costs[anomaly] {
        notes.append(
          "\(workload.id): platform anomaly \(anomaly) multiplies its cost by "
            + "\(parameter.value.rounded(toPlaces: 3)): \(parameter.source).")
      }
    }
    let flowHosts = scenario.workloads.compactMap { workload -> [Host.ID]? in
      guard case .flow(let flow) = workload.kind else { return nil }
      return [flow.source.host, flow.destination.host]
    }
    let hasJobs = scenario.workloads.contains { workload in
      if case .flow = workload.kind { return false }
      return true
    }
    notes += scenario.failures.map(\.note)
    if hasJobs && !flowHosts.isEmpty {
      notes.append(
        "pi and STREAM share cores with the threads that move packets, as if the packets kept "
          + "coming for all of a job's time; packets take memory bandwidth from STREAM, and STREAM "
          + "does not slow their copies.")
    }
    return notes
  }
}

extension Failure {
  /// What fails when, in a sentence.
  fileprivate var note: String {
    let what =
      switch target {
      case .link(let end): "the link at \(end)"
      case .host(let host): "\(host) with all that runs on it"
      }
    return "Down from \(at) \(repair.map { "to \($0)" } ?? "on"): \(what)."
  }
}

extension Double {
  /// Rounded to that many decimal places, for texts.
  func rounded(toPlaces places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}

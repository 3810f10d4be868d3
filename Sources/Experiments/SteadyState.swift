import Model
import Simulator
import Statistics

extension RunSeries {
  /// What MSER-5 leaves out of a run, in picoseconds from the beginning of its observation.
  ///
  /// Two series of all flows together are looked at: how many packets arrived in each bin, and the
  /// sum of their latencies, which follows the number of packets in the network (Little's law). The
  /// longer of the two truncations is taken.
  public var truncation: (skip: Int64, isReliable: Bool) {
    let found = [packets, latencies].map { rows in
      WarmUpTruncation(
        of: rows.dropFirst().reduce(rows[0]) { sums, row in zip(sums, row).map { $0 + $1 } })
    }
    // Bins of a picosecond may reach beyond the end of a run that is shorter than they.
    let skip = min(Int64(found.map(\.count).max() ?? 0) * width, duration / 2)
    return (skip, found.allSatisfy(\.isReliable))
  }
}

extension Scenario {
  /// Whether all flows go on from before the observation to its end, so that what is observed has a
  /// steady state; otherwise, and for jobs, the time of the run is what it is about.
  var isStationary: Bool {
    let flows = workloads.compactMap { workload -> Flow? in
      if case .flow(let flow) = workload.kind { flow } else { nil }
    }
    return !flows.isEmpty && failures.isEmpty
      && flows.allSatisfy { $0.start <= run.warmUp && $0.stop == nil }
  }
}

extension Replication.Truncation {
  /// What to leave out of every replication of a simulation: the median of what MSER-5 says of
  /// each.
  ///
  /// All begin in the same state, and so have the same warm-up. What MSER-5 says of one depends on
  /// that one's busiest spells, so that a replication which is cut as it says itself is biased
  /// (decision 18 has figures); the median hardly depends on any one. It is reliable where at least
  /// half of them are.
  static func common(_ truncations: [Self]) -> Self {
    let times = truncations.map(\.time).sorted()
    let reliable = truncations.count(where: \.isReliable)
    return Self(
      time: times.isEmpty ? .zero : times[(times.count - 1) / 2],
      isReliable: 2 * reliable >= truncations.count)
  }
}

extension Simulation {
  /// One replication as the scenario says, with what MSER-5 would leave out of it.
  ///
  /// - Parameter byItself: whether the intervals have to come from this replication alone: batch
  ///   means give those of rates and mean latencies.
  func pilot(
    _ index: Int, seed: UInt64, byItself: Bool
  ) throws(SimulationError) -> Replication {
    guard scenario.isStationary, level == .packet else { return try replicate(index, seed: seed) }
    var found = try replicate(index, seed: seed, series: byItself ? .byFlow : .together)
    guard let truncation = found.series?.truncation else { return found }
    found.truncations = [
      .init(
        time: SimTime(picoseconds: truncation.skip), isReliable: truncation.isReliable)
    ]
    if byItself { addIntervals(to: &found) }
    found.series = nil
    return found
  }

  /// One replication that is observed from `skipping` after the scenario's warm-up on.
  func steady(
    _ index: Int, seed: UInt64, skipping: SimTime, byItself: Bool
  ) throws(SimulationError) -> Replication {
    var found = try replicate(
      index, seed: seed, skipping: skipping, series: byItself ? .byFlow : .none)
    if byItself { addIntervals(to: &found) }
    found.series = nil
    return found
  }

  /// Adds the intervals that a single run gives.
  private func addIntervals(to found: inout Replication) {
    guard let series = found.series else { return }
    let flows = scenario.workloads.compactMap { workload -> String? in
      if case .flow = workload.kind { workload.id.name } else { nil }
    }
    for (row, flow) in flows.enumerated() where series.packets.indices.contains(row) {
      let rate = BatchMeans(series.packets[row])
      let latency = BatchMeans(ratioOf: series.latencies[row], to: series.packets[row])
      for place in found.figures.indices where found.figures[place].workload == flow {
        let means: BatchMeans?
        switch found.figures[place].quantity {
        case "goodput", "packets", "requests": means = rate
        case "latency": means = latency
        default: continue
        }
        guard let means, means.mean > 0 else { continue }
        found.figures[place].halfWidth =
          means.halfWidth / means.mean * found.figures[place].value
        if means.areCorrelated {
          found.notes.append(
            "\(flow).\(found.figures[place].quantity): batches of the one run still depend on "
              + "each other, so its interval is too narrow; take a longer duration or more "
              + "replications.")
        }
      }
    }
  }
}

import Model
import Simulator
import Statistics

/// A campaign with the analysis of its output: MSER-5 in every replication, and as many
/// replications as the precision takes.
public struct SequentialCampaign: Sendable {
  /// The simulations; all get the same replications.
  public var parts: [Campaign.Part]
  /// How many.
  public var rule: StoppingRule

  /// A campaign of `parts`, whose own numbers of replications do not matter.
  public init(_ parts: [Campaign.Part], rule: StoppingRule) {
    self.parts = parts
    self.rule = rule
  }

  /// What was found.
  public struct Outcome: Sendable {
    /// The replications of all parts, those of one index taken together.
    public var replications: [Replication]
    /// How their intervals came to be.
    public var analysis: OutputAnalysis
    /// Whether the metric of a name is as precise as was wanted, for those that were judged.
    public var converged: [String: Bool]
    /// Whether most runs were long enough to tell the end of their warm-up.
    public var isLongEnough: Bool
  }

  /// Runs on at most `threads` threads; the outcome does not depend on their number.
  ///
  /// - Throws: the `SimulationError` of the first part that has one.
  public func run(
    inOrderOf workloads: [Workload], threads: Int, progress: Campaign.Progress? = nil
  ) async throws -> Outcome {
    let byItself = rule.most == 1
    let pilots = try await replicate(
      rule.floor, from: 0, by: parts.map { _ in .pilot(byItself: byItself) }, threads, progress)
    let cuts = pilots.map { Replication.Truncation.common($0.flatMap(\.truncations)) }
    let analyses = cuts.map { Campaign.Analysis.skipping($0.time, byItself: byItself) }
    var all = pilots
    for index in parts.indices where cuts[index].time > .zero {
      var part = self
      part.parts = [parts[index]]
      all[index] = try await part.replicate(
        rule.floor, from: 0, by: [analyses[index]], threads, progress)[0]
    }
    var count = rule.floor
    while true {
      let joined = Replication.joined(all, inOrderOf: workloads)
      let metrics = Results.metrics(of: joined)
      // One value has no interval, however long its run.
      let excess = count == 1 ? .infinity : metrics.compactMap(excess).max() ?? 0
      guard let next = rule.next(after: count, excess: excess) else {
        return outcome(joined, metrics: metrics, cuts: cuts)
      }
      let more = try await replicate(next - count, from: count, by: analyses, threads, progress)
      for index in all.indices { all[index] += more[index] }
      count = next
    }
  }

  /// So many more replications of every part.
  private func replicate(
    _ count: Int, from first: Int, by analyses: [Campaign.Analysis], _ threads: Int,
    _ progress: Campaign.Progress?
  ) async throws -> [[Replication]] {
    var wanted = parts
    for index in wanted.indices {
      wanted[index].first = parts[index].first + first
      wanted[index].replications = count
      wanted[index].analysis = analyses[index]
    }
    return try await Campaign(wanted).run(threads: threads, progress: progress)
  }

  /// How many times as wide as wanted a metric's interval is; nil where there is none or none is
  /// wanted.
  private func excess(of metric: Metric) -> Double? {
    guard let half = metric.ci95, !metric.isExtreme, metric.mean.isFinite, half.isFinite else {
      return nil
    }
    guard half > 0 else { return 0 }
    return half / rule.target(mean: metric.mean, isShare: metric.unit == "1")
  }

  private func outcome(
    _ replications: [Replication], metrics: [Metric], cuts: [Replication.Truncation]
  ) -> Outcome {
    var converged: [String: Bool] = [:]
    for metric in metrics { converged[metric.name] = excess(of: metric).map { $0 <= 1 } }
    return Outcome(
      replications: replications,
      analysis: OutputAnalysis(
        precision: rule.precision, floor: rule.floor, limit: rule.most,
        truncated: cuts.map(\.time.seconds).max() ?? 0,
        converged: converged.values.allSatisfy { $0 } && cuts.allSatisfy(\.isReliable)),
      converged: converged, isLongEnough: cuts.allSatisfy(\.isReliable))
  }
}

extension Metric {
  /// Whether it tells of so few packets that its interval says nothing of the run's length: the
  /// 99.9th percentile and the greatest value, and what counts a search's trials.
  fileprivate var isExtreme: Bool {
    ["_p999", "_max", "search_trials", "search_refused"].contains { name.hasSuffix($0) }
  }
}

extension Results {
  /// Adds how the intervals came to be, and says what did not converge.
  public mutating func add(_ outcome: SequentialCampaign.Outcome) {
    analysis = outcome.analysis
    for index in metrics.indices {
      metrics[index].converged = outcome.converged[metrics[index].name]
    }
    let percent = (outcome.analysis.precision * 100).rounded(toPlaces: 2)
    if outcome.analysis.truncated > 0 {
      notes.append(
        "MSER-5 left \((outcome.analysis.truncated * 1e3).rounded(toPlaces: 3)) ms out of each run "
          + "beyond its warm-up.")
    }
    if !outcome.isLongEnough {
      notes.append(
        "Did not converge: most runs were too short to tell the end of their warm-up; take a "
          + "longer run.duration.")
    }
    let wide = metrics.filter { $0.converged == false }.map(\.name)
    if !wide.isEmpty {
      notes.append(
        "Did not converge: after \(outcome.replications.count) replications the interval of "
          + "\(wide.joined(separator: ", ")) is wider than ± \(percent) % of the mean; ask for "
          + "more replications, a longer run.duration, or a --precision that lets more follow.")
    }
  }
}

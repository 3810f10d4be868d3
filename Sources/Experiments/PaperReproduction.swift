import Model
import Simulator
import Statistics

/// The published tables beside the simulator's: once calibrated, once from priors alone.
public struct PaperReproduction: Sendable {
  /// How many draws of the priors the intervals of the second table come from.
  public var draws = 100

  private let evaluator: PlanEvaluator
  private let calibration: Calibration
  private let calibrated: CostModel
  private let priors: CostModel

  /// A reproduction of the observations of `evaluator`'s plan.
  ///
  /// - Parameters:
  ///   - calibrated: the cost model of `calibration`, with the hash of its file.
  ///   - priors: the costs of the second table, which know nothing of the paper.
  public init(
    evaluator: PlanEvaluator, calibration: Calibration, calibrated: CostModel, priors: CostModel
  ) {
    self.evaluator = evaluator
    self.calibration = calibration
    self.calibrated = calibrated
    self.priors = priors
  }

  /// Simulates everything.
  ///
  /// - Parameter progress: called with pieces of work done and their number.
  public func run(
    replications: Int, seed: UInt64, threads: Int, progress: Campaign.Progress? = nil
  ) async throws -> Reproduction {
    let simulations = evaluator.scenarios.count
    let total = simulations * (replications + 1 + draws)
    let calibratedSampling = PlanEvaluator.Sampling(
      replications: replications, seed: seed, varies: true, threads: threads)
    let outcomes = try await evaluator.replications(of: [calibrated], sampling: calibratedSampling)
    {
      done, _ in progress?(done, total)
    }[0]
    let single = PlanEvaluator.Sampling(
      replications: 1, seed: seed, varies: false, threads: threads)
    let models = [priors] + (0..<draws).map { priors.drawn($0, seed: seed) }
    let draws = try await evaluator.samples(of: models, sampling: single) { done, _ in
      progress?(simulations * replications + done, total)
    }
    return Reproduction(
      reading: calibration.reading ?? "",
      provenance: Provenance(
        kind: .simulated, version: Version.current, seed: seed, replications: replications,
        calibration: calibrated.name, calibrationHash: calibrated.hash, scenarioHash: nil),
      cells: try evaluator.plan.observations.indices.map { try cell($0, outcomes: outcomes) },
      priorCells: try evaluator.plan.observations.indices.map { index in
        try priorCell(index, draws: draws.map { $0[index][0] })
      },
      breakdown: breakdown(outcomes), notes: notes, mechanism: priors.name,
      mechanismHash: priors.hash)
  }

  private func cell(_ index: Int, outcomes: [[Replication]]) throws -> Reproduction.Cell {
    let observation = evaluator.plan.observations[index]
    let place = try TableCell(observation)
    let samples = try evaluator.figure(of: index, in: outcomes)
    let sample = Sample(samples)
    let fitted = calibration.observations.first { $0.id == observation.id }
    return Reproduction.Cell(
      table: place.table, platform: place.platform, metric: place.metric, unit: observation.unit,
      published: .init(mean: observation.mean, ci95: observation.ci95),
      predicted: .init(mean: sample.mean, ci95: sample.ci95 ?? 0),
      basis: fitted?.use == .holdOut || fitted == nil ? .predicted : .fitted,
      freeParameters: fitted?.dependsOn.count ?? 0, anomaly: anomaly(of: observation))
  }

  private func priorCell(_ index: Int, draws: [Double]) throws -> Reproduction.PriorCell {
    let observation = evaluator.plan.observations[index]
    let place = try TableCell(observation)
    guard let low = quantile(of: draws.dropFirst(), 0.025),
      let high = quantile(of: draws.dropFirst(), 0.975)
    else {
      throw SimulationError.invalid("observation \(observation.id): the priors give no number")
    }
    var remark = anomaly(of: observation).map {
      "platform anomaly (\($0)): no mechanism explains it"
    }
    if remark == nil && !(low...high).contains(observation.mean) {
      let nearest = observation.mean < low ? low : high
      let percent = ((observation.mean / nearest - 1).magnitude * 100).rounded(toPlaces: 1)
      remark =
        "published \(percent) % \(observation.mean < low ? "below" : "above") the interval: "
        + "mechanism and priors do not reach it"
    }
    return Reproduction.PriorCell(
      table: place.table, platform: place.platform, metric: place.metric, unit: observation.unit,
      published: .init(mean: observation.mean, ci95: observation.ci95),
      typical: draws[0], low: low, high: high, remark: remark)
  }

  /// The anomaly that the workload of an observation is subject to.
  private func anomaly(of observation: PublishedObservation) -> String? {
    guard let index = evaluator.plan.observations.firstIndex(of: observation),
      let position = evaluator.scenarioOf[index]
    else { return nil }
    let scenario = evaluator.scenarios[position]
    let name = observation.figure.prefix { $0 != "." }
    return scenario.workloads.first { $0.id.name == name }?.anomaly
  }

  /// The stages of every simulation that has flows, by platform.
  private func breakdown(_ outcomes: [[Replication]]) -> [Reproduction.PlatformBreakdown] {
    evaluator.scenarios.indices.compactMap { index in
      let stages = Results.breakdown(of: outcomes[index])
      guard !stages.isEmpty else { return nil }
      let observation = evaluator.plan.observations.indices.first {
        evaluator.scenarioOf[$0] == index
      }.map { evaluator.plan.observations[$0] }
      let place = observation.flatMap { try? TableCell($0) }
      return .init(platform: place?.platform ?? evaluator.scenarios[index].name, stages: stages)
    }
  }

  private var notes: [String] {
    var notes = [evaluator.plan.summary]
    for name in evaluator.anomalies {
      guard let parameter = calibrated[name] else { continue }
      notes.append(
        "Platform anomaly \(name): a factor of \(parameter.value.rounded(toPlaces: 3)) "
          + "that no mechanism of the model explains; no other scenario inherits it.")
    }
    notes.append(
      "From mechanism alone: nothing is fitted to the paper. Costs are \(priors.name), in cycles "
        + "rescaled by the clock; the interval is the middle 95 % of \(draws) draws from the "
        + "priors' ranges.")
    return notes + calibration.notes
  }
}

/// Which cell of which table an observation is: `table2.kvm_virtio.tx`.
struct TableCell {
  let table: Int
  let platform: String
  let metric: String

  init(_ observation: PublishedObservation) throws(SimulationError) {
    let parts = observation.id.split(separator: ".")
    guard parts.count == 3, parts[0].hasPrefix("table"), let table = Int(parts[0].dropFirst(5))
    else {
      throw .invalid(
        "observation \(observation.id) is no cell of a table; name it tableN.PLATFORM.METRIC")
    }
    self.table = table
    platform = String(parts[1])
    metric = String(parts[2])
  }
}

extension PlanEvaluator {
  /// The anomalies that the plan's workloads are subject to, each once.
  var anomalies: [String] {
    var names: [String] = []
    for name in scenarios.flatMap(\.workloads).compactMap(\.anomaly) where !names.contains(name) {
      names.append(name)
    }
    return names
  }
}

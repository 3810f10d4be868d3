import Calibration
import Model
import Simulator
import Statistics

#if canImport(Glibc)
  import Glibc
#endif

/// Fits the cost model to the observations of a plan.
public struct Calibrator: Sendable {
  /// The relative error that a model of mechanisms is allowed beside an observation's own standard
  /// error, so that a published interval of 0.01 % does not outweigh all others.
  public static let discrepancy = 0.002

  /// How a tenth more of a parameter must move an observation for it to depend on it: 0.1 %.
  static let dependence = 0.01

  private let evaluator: PlanEvaluator
  private let priors: CostModel
  /// How the fit samples: few runs that do not vary, so that slopes are clean.
  private let sampling: PlanEvaluator.Sampling
  /// How predictions sample: as many runs as the paper, which vary.
  private let predicting: PlanEvaluator.Sampling

  /// A calibrator of `priors` to the plan of `evaluator`.
  public init(evaluator: PlanEvaluator, priors: CostModel, seed: UInt64, threads: Int) {
    self.evaluator = evaluator
    self.priors = priors
    sampling = PlanEvaluator.Sampling(
      replications: 2, seed: seed, varies: false, threads: threads)
    predicting = PlanEvaluator.Sampling(
      replications: 15, seed: seed, varies: true, threads: threads)
  }

  /// Runs the fit.
  ///
  /// - Parameter progress: called after each batch of evaluations with their number so far.
  /// - Throws: `SimulationError`, or `FitError`.
  public func run(progress: (@Sendable (Int) -> Void)? = nil) async throws -> Calibration {
    let plan = evaluator.plan
    let fittedObservations = plan.observations.indices.filter {
      plan.observations[$0].use == .fit
    }
    let problem = FitProblem(
      parameters: try plan.free.map(freeParameter),
      targets: fittedObservations.map { target(plan.observations[$0]) })
    let names = plan.free.map(\.parameter)
    let counter = Counter()
    let outcome = try await LevenbergMarquardt().fit(problem) { vectors in
      let all = try await means(of: vectors.map { Array(zip(names, $0)) })
      progress?(counter.add(vectors.count))
      return all.map { values in fittedObservations.map { values[$0] } }
    }
    var model = fitted(outcome, names: names)
    let variationNotes = try await setVariation(of: &model)
    // Runs vary, and a model that saturates turns variation into bias: meet the targets with it.
    let varied = model
    let refined = try await LevenbergMarquardt().refine(outcome, of: problem) { vectors in
      let all = try await means(
        of: vectors.map { Array(zip(names, $0)) }, over: varied, sampling: predicting)
      progress?(counter.add(vectors.count))
      return all.map { values in fittedObservations.map { values[$0] } }
    }
    for parameter in fitted(refined, names: names).parameters {
      model[parameter.name]?.value = parameter.value
      model[parameter.name]?.low = parameter.low
      model[parameter.name]?.high = parameter.high
    }
    return Calibration(
      name: plan.name, reading: plan.reading, version: Version.current,
      dataLoss: refined.dataLoss, priorLoss: refined.priorLoss, stopped: refined.stop.rawValue,
      evaluations: refined.evaluations, parameters: model.parameters,
      observations: try await observations(model), envelope: evaluator.fitEnvelope,
      notes: plan.assumptions + notes(refined, problem: problem) + variationNotes)
  }

  /// The priors with the parameters that a fit has found.
  private func fitted(_ outcome: FitOutcome, names: [String]) -> CostModel {
    var model = priors
    for (index, name) in names.enumerated() {
      guard var parameter = model[name] else { continue }
      let prior = parameter
      parameter.value = outcome.values[index].significant
      let factor = outcome.logDeviation(of: index).map { exp(NormalDistribution.quantile975 * $0) }
      parameter.low = factor.map { parameter.value / $0 } ?? prior.low
      parameter.high = factor.map { parameter.value * $0 } ?? prior.high
      parameter.origin = .fitted
      parameter.source =
        "fitted to \(evaluator.plan.name); prior \(prior.value) (\(prior.low) to \(prior.high))"
      model[name] = parameter
    }
    return model
  }

  private func freeParameter(_ range: SearchRange) throws -> FreeParameter {
    guard let parameter = priors[range.parameter] else {
      throw SimulationError.missingParameter(range.parameter)
    }
    return FreeParameter(
      name: range.parameter, start: parameter.value, lowest: range.low, highest: range.high,
      prior: range.usesPrior && parameter.low < parameter.high
        ? .init(typical: parameter.value, low: parameter.low, high: parameter.high) : nil)
  }

  private func target(_ observation: PublishedObservation) -> FitTarget {
    let own = standardError(of: observation)
    let allowed = observation.mean * Self.discrepancy
    return FitTarget(
      name: observation.id, value: observation.mean,
      standardError: (own * own + allowed * allowed).squareRoot())
  }

  /// The standard error that an observation counts with.
  ///
  /// The ratios of one path share what their cycles per instruction are off by. So together they
  /// count as one of them, not as so many that are independent.
  private func standardError(of observation: PublishedObservation) -> Double {
    guard observation.ratio != nil else {
      let spread =
        Sample.standardDeviation(ofInterval: observation.ci95, count: observation.runs) ?? 0
      return spread / Double(observation.runs).squareRoot()
    }
    let siblings = evaluator.plan.observations.count {
      $0.ratio != nil && $0.scenario == observation.scenario && $0.use == .fit
    }
    return observation.ci95 / NormalDistribution.quantile975
      * Double(max(siblings, 1)).squareRoot()
  }

  /// The means of all observations, for each setting of some parameters.
  private func means(
    of settings: [[(String, Double)]], over base: CostModel? = nil,
    sampling other: PlanEvaluator.Sampling? = nil
  ) async throws -> [[Double]] {
    let models = settings.map { setting in
      (base ?? priors).setting(setting.map { (name: $0.0, value: $0.1) })
    }
    let samples = try await evaluator.samples(of: models, sampling: other ?? sampling)
    return samples.map { byObservation in byObservation.map { Sample($0).mean } }
  }

  /// The observations at the optimum, with the fitted parameters that move them.
  private func observations(_ model: CostModel) async throws -> [CalibratedObservation] {
    let fitted = model.parameters.filter { $0.origin == .fitted }
    let settings = [[]] + fitted.map { [($0.name, $0.value * 1.1)] }
    let values = try await means(of: settings, over: model)
    let modelled = try await means(of: [[]], over: model, sampling: predicting)[0]
    return evaluator.plan.observations.enumerated().map { index, observation in
      let base = values[0][index]
      let movers = fitted.indices.filter { number in
        (values[number + 1][index] / base - 1).magnitude > Self.dependence * 0.1
      }
      return CalibratedObservation(
        id: observation.id, use: observation.use, published: observation.mean,
        modelled: modelled[index].significant, dependsOn: movers.map { fitted[$0].name })
    }
  }

  /// Sets how much parameters vary between runs from the spread of the plan's observations: what
  /// the simulation's own noise leaves of it, divided by how strongly the parameter moves the
  /// figure.
  private func setVariation(of model: inout CostModel) async throws -> [String] {
    var notes: [String] = []
    let plan = evaluator.plan
    var steady = sampling
    steady.replications = 15
    let noise = try await evaluator.samples(of: [model], sampling: steady)[0]
    let step = 0.02
    let settings = plan.spread.flatMap { source -> [[(String, Double)]] in
      let value = model[source.parameter]?.value ?? 1
      return [-step, step].map { [(source.parameter, value * (1 + $0))] }
    }
    let moved = try await means(of: settings, over: model)
    for (number, source) in plan.spread.enumerated() {
      guard let index = plan.observations.firstIndex(where: { $0.id == source.observation }) else {
        continue
      }
      let observation = plan.observations[index]
      let below = moved[2 * number][index]
      let above = moved[2 * number + 1][index]
      let elasticity = (above - below) / (above + below) / step
      let published =
        (Sample.standardDeviation(ofInterval: observation.ci95, count: observation.runs) ?? 0)
        / observation.mean
      let own = Sample(noise[index]).standardDeviation / Sample(noise[index]).mean
      let rest = published * published - own * own
      if elasticity.magnitude < 0.02 {
        notes.append(
          "\(source.parameter): its variation cannot be taken from \(observation.id), "
            + "which it does not move")
      } else if rest <= 0 {
        notes.append(
          "\(source.parameter): the simulation's own noise explains the spread of "
            + "\(observation.id); no variation is added")
      } else {
        model[source.parameter]?.runVariation =
          (rest.squareRoot() / elasticity.magnitude).significant
      }
    }
    return notes
  }

  /// What a user of the calibration must know of the fit.
  private func notes(_ outcome: FitOutcome, problem: FitProblem) -> [String] {
    var notes: [String] = []
    for (index, parameter) in problem.parameters.enumerated() {
      let value = outcome.values[index]
      if value <= parameter.lowest * 1.001 || value >= parameter.highest / 1.001 {
        notes.append("\(parameter.name) ended at a bound of its range")
      }
      guard let prior = parameter.prior else { continue }
      if value < prior.low || value > prior.high {
        notes.append(
          "\(parameter.name): the fitted \(value.significant) lies outside the prior's range "
            + "\(prior.low) to \(prior.high)")
      }
      let width = log(prior.high / prior.low) / (2 * NormalDistribution.quantile975)
      if let deviation = outcome.logDeviation(of: index), deviation > 0.8 * width {
        notes.append("\(parameter.name) is not identified by the observations; its prior decides")
      }
    }
    for row in problem.parameters.indices {
      for column in 0..<row {
        guard let covariance = outcome.covariance, let a = outcome.logDeviation(of: row),
          let b = outcome.logDeviation(of: column), a > 0, b > 0
        else { continue }
        let correlation = covariance[row][column] / (a * b)
        if correlation.magnitude > 0.95 {
          notes.append(
            "\(problem.parameters[row].name) and \(problem.parameters[column].name) can hardly be "
              + "told apart: correlation \(correlation.rounded(toPlaces: 2))")
        }
      }
    }
    return notes
  }
}

extension Double {
  /// Rounded to seven significant digits, which is more than a fit can tell.
  var significant: Double {
    guard self != 0, isFinite else { return self }
    let scale = pow(10, 6 - floor(log10(magnitude)))
    return (self * scale).rounded() / scale
  }
}

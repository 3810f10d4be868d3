import Model
import Statistics

extension PlanEvaluator {
  /// What `costs` give for every observation, without any fit.
  ///
  /// - Parameter calibration: what the costs came from; nil where nothing was fitted.
  /// - Throws: `SimulationError`.
  public func check(
    _ costs: CostModel, fittedBy calibration: Calibration?, sampling: Sampling,
    progress: Campaign.Progress? = nil
  ) async throws -> [ObservationCheck] {
    let samples = try await samples(of: [costs], sampling: sampling, progress: progress)[0]
    return zip(plan.observations, samples).map { observation, values in
      ObservationCheck(
        id: observation.id, unit: observation.unit, observed: observation.mean,
        halfWidth: observation.ci95, modelled: Sample(values).mean,
        basis: Self.basis(of: observation, in: calibration))
    }
  }

  /// How far a published number may differ from the one that was fitted and still be the same.
  private static let tolerance = 1e-9

  private static func basis(
    of observation: PublishedObservation, in calibration: Calibration?
  ) -> ObservationCheck.Basis {
    if observation.use == .input { return .input }
    guard let known = calibration?.observations.first(where: { $0.id == observation.id }) else {
      return .notFitted
    }
    guard known.use == .fit else { return .heldOut }
    let isSame = (known.published / observation.mean - 1).magnitude < tolerance
    return isSame ? .fitted : .fittedBefore
  }
}

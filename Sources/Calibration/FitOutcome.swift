/// What a fit found.
public struct FitOutcome: Sendable {
  /// Why it ended.
  public enum Stop: String, Hashable, Sendable {
    /// A further step would have changed the loss by less than the tolerance.
    case converged
    /// No step, however short, made the loss smaller: the model's noise is the limit.
    case stalled
    /// The number of iterations was used up.
    case exhausted
  }

  /// The parameters' values, in the problem's order.
  public var values: [Double]
  /// The covariance of the parameters' logarithms, (JᵀJ)⁻¹; nil where JᵀJ is singular.
  public var covariance: [[Double]]?
  /// The model's numbers at `values`.
  public var outputs: [Double]
  /// ∂ output / ∂ ln parameter, by target and parameter.
  public var jacobian: [[Double]]
  /// The part of the loss that the targets make.
  public var dataLoss: Double
  /// The part of the loss that the priors make.
  public var priorLoss: Double
  /// How many parameter vectors the model was evaluated for.
  public var evaluations: Int
  /// Why it ended.
  public var stop: Stop

  /// The standard deviation of a parameter's logarithm; nil where it is not identified.
  public func logDeviation(of index: Int) -> Double? {
    guard let variance = covariance?[index][index], variance >= 0, variance.isFinite else {
      return nil
    }
    return variance.squareRoot()
  }
}

/// Why a fit could not be made.
public enum FitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The model gave something that is no number at the starting point.
  case notFinite([String])
  /// There are no parameters or no targets.
  case empty

  /// What is wrong, and the remedy.
  public var description: String {
    switch self {
    case .notFinite(let names):
      return "the model gives no number for \(names.joined(separator: ", ")) at the start; "
        + "check those observations and their scenarios"
    case .empty: return "a fit needs a free parameter and an observation to fit"
    }
  }
}

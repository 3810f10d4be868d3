/// An observation beside what some costs give for it.
public struct ObservationCheck: Hashable, Sendable {
  /// What the observation was to the fit that the costs came from.
  public enum Basis: String, Hashable, Sendable, Codable, CaseIterable {
    /// The costs were fitted to it.
    case fitted
    /// They were fitted to another value of it: the plan or what it reads has changed since.
    case fittedBefore = "old fit"
    /// The fit had it and kept it apart.
    case heldOut = "held out"
    /// The fit did not have it, or there was none.
    case notFitted = "no fit"
    /// It is a setting of the simulation.
    case input
  }

  /// Its name.
  public var id: String
  /// The unit of its numbers; `1` for plain ones.
  public var unit: String
  /// The observed mean.
  public var observed: Double
  /// Half the width of its 95 % interval.
  public var halfWidth: Double
  /// What the costs give.
  public var modelled: Double
  /// What it was to the fit.
  public var basis: Basis

  /// All its properties.
  public init(
    id: String, unit: String, observed: Double, halfWidth: Double, modelled: Double, basis: Basis
  ) {
    self.id = id
    self.unit = unit
    self.observed = observed
    self.halfWidth = halfWidth
    self.modelled = modelled
    self.basis = basis
  }

  /// How far the model is off, as a share of what was observed.
  public var deviation: Double { modelled / observed - 1 }

  /// Whether the model is within the observation's interval.
  public var isInside: Bool { (modelled - observed).magnitude <= halfWidth }
}

/// A parameter that a fit may change; the fit works on its logarithm.
public struct FreeParameter: Hashable, Sendable {
  /// A normal prior of the logarithm, with `low` and `high` as its 2.5 % and 97.5 % quantiles.
  public struct Prior: Hashable, Sendable {
    /// The centre.
    public var typical: Double
    /// The 2.5 % quantile, above 0 and below `high`.
    public var low: Double
    /// The 97.5 % quantile.
    public var high: Double

    /// All its properties.
    public init(typical: Double, low: Double, high: Double) {
      self.typical = typical
      self.low = low
      self.high = high
    }
  }

  /// Its name, for reports.
  public var name: String
  /// Where the search begins.
  public var start: Double
  /// The smallest value, above 0.
  public var lowest: Double
  /// The largest value.
  public var highest: Double
  /// What is known beforehand; nil for nothing.
  public var prior: Prior?

  /// All its properties.
  ///
  /// - Precondition: 0 < `lowest` < `highest`.
  public init(name: String, start: Double, lowest: Double, highest: Double, prior: Prior?) {
    precondition(0 < lowest && lowest < highest, "the range of \(name) must be positive and rise")
    self.name = name
    self.start = min(max(start, lowest), highest)
    self.lowest = lowest
    self.highest = highest
    self.prior = prior
  }
}

/// A number that the fitted model should give.
public struct FitTarget: Hashable, Sendable {
  /// Its name, for reports.
  public var name: String
  /// The number.
  public var value: Double
  /// The standard error that its residual is divided by, above 0.
  public var standardError: Double

  /// All its properties.
  public init(name: String, value: Double, standardError: Double) {
    self.name = name
    self.value = value
    self.standardError = standardError
  }
}

/// Parameters to find so that a model meets its targets, as a maximum a posteriori problem: the
/// loss is Σ((model − target)/standard error)² + Σ((ln θ − ln typical)/σ)² with σ =
/// ln(high/low)/(2·q), q the 97.5 % quantile of the normal distribution.
public struct FitProblem: Sendable {
  /// What may change.
  public var parameters: [FreeParameter]
  /// What should come out.
  public var targets: [FitTarget]

  /// That problem.
  public init(parameters: [FreeParameter], targets: [FitTarget]) {
    self.parameters = parameters
    self.targets = targets
  }
}

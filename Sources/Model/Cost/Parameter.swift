/// One number of the cost model, with what is known of it.
public struct Parameter: Hashable, Sendable {
  /// Where a value comes from.
  public enum Origin: String, Hashable, Sendable, Codable, CaseIterable {
    /// From the literature or from engineering judgement; see `source`.
    case prior
    /// From a fit to observations.
    case fitted
  }

  /// Its name, lower case with underscores; names of `fixtures/priors` are the model's vocabulary.
  public var name: String
  /// What it is, in a few words.
  public var summary: String
  /// Its unit as text: `cycles`, `bytes`, `s`, `1`.
  public var unit: String
  /// The value that simulations use.
  public var value: Double
  /// The lower end of the 95 % interval: the prior's range, or the fit's interval.
  public var low: Double
  /// The upper end of the 95 % interval.
  public var high: Double
  /// Coefficient of variation between runs (boots) on one machine, at least 0.
  public var runVariation: Double
  /// Whether the value is a prior or was fitted.
  public var origin: Origin
  /// The publication, the measurement or the judgement it comes from.
  public var source: String

  /// All its properties.
  public init(
    name: String, summary: String, unit: String, value: Double, low: Double, high: Double,
    runVariation: Double = 0, origin: Origin = .prior, source: String
  ) {
    self.name = name
    self.summary = summary
    self.unit = unit
    self.value = value
    self.low = low
    self.high = high
    self.runVariation = runVariation
    self.origin = origin
    self.source = source
  }
}

import Statistics
import Store

/// What a campaign says about one quantity in one cell.
public struct Summary: Hashable, Sendable, Codable {
  /// The workload of the scenario.
  public var workload: String
  /// What was measured of it.
  public var quantity: String
  /// Its unit.
  public var unit: String
  /// The values that count, by block; outliers are among them.
  public var values: [Value]
  /// Their mean.
  public var mean: Double
  /// Their standard deviation; nil below two values.
  public var standardDeviation: Double?
  /// Half the width of the mean's 95 % confidence interval (Student's t); nil below two values.
  public var ci95: Double?
  /// The mean's 95 % interval by the BCa bootstrap, which may be lopsided; nil below two values.
  public var bootstrap: BootstrapInterval?
  /// Whether the values look like two heaps, whose mean says little; false for too few to tell.
  public var isBimodal: Bool
  /// The ratio to the first cell, paired by block; nil in the first cell, and where pairs are
  /// missing.
  public var ratio: PairedRatio?
  /// The probability of `ratio` corrected for all cells that are compared with the first (Holm).
  public var correctedProbability: Double?

  /// A value and the block that it was measured in.
  public struct Value: Hashable, Sendable, Codable {
    /// The block, from 0.
    public var block: Int
    /// The value.
    public var value: Double
  }

  enum CodingKeys: String, CodingKey {
    case workload, quantity, unit, values, mean
    case standardDeviation = "standard_deviation"
    case ci95, bootstrap
    case isBimodal = "bimodal"
    case ratio
    case correctedProbability = "corrected_probability"
  }

  /// Whether it only helps to explain others, as `Measurement.isCounter`.
  public var isCounter: Bool { quantity.contains(".") }

  /// `WORKLOAD.QUANTITY`, as results name it.
  public var name: String { "\(workload).\(quantity)" }

  init(workload: String, quantity: String, unit: String, values: [Value]) {
    self.workload = workload
    self.quantity = quantity
    self.unit = unit
    self.values = values
    let numbers = values.map(\.value)
    let sample = Sample(numbers)
    mean = sample.mean
    standardDeviation = sample.count < 2 ? nil : sample.standardDeviation
    ci95 = sample.ci95
    bootstrap = BootstrapInterval(ofMeanOf: numbers)
    isBimodal = TwoClusterTest(numbers)?.isTwo ?? false
  }
}

/// What a campaign says about one cell.
public struct CellSummary: Hashable, Sendable, Codable {
  /// How many attempts were invalid for one reason.
  public struct InvalidCount: Hashable, Sendable, Codable {
    /// The reason.
    public var kind: Invalidity.Kind
    /// Attempts that have it among their reasons.
    public var count: Int
  }

  /// The cell.
  public var cell: CellRecord
  /// Samples whose measurements count.
  public var finished: Int
  /// Attempts that were invalid.
  public var invalid: Int
  /// The reasons of those, the commonest first; an attempt may have several.
  public var reasons: [InvalidCount]
  /// Attempts that failed.
  public var failed: Int
  /// Attempts whose process died.
  public var interrupted: Int
  /// The quantities in the order in which the first sample recorded them.
  public var measures: [Summary]
  /// The hashes of the environments that its finished samples ran in, by first use.
  public var environments: [String]
}

/// The 2013 paper's tables beside what the simulator predicts for them.
public struct Reproduction: Hashable, Sendable, Codable {
  /// The version of the schema that this code writes.
  public static let currentSchema = 1

  /// The version of the schema.
  public var schema = Reproduction.currentSchema
  /// How Tx and Rx were read; the paper does not say.
  public var reading: String
  /// Where the predictions come from.
  public var provenance: Provenance
  /// Every published cell with the calibrated prediction.
  public var cells: [Cell]
  /// What the predictions without the paper rest on: priors, and what else was fitted to them.
  public var mechanism: String
  /// The SHA-256 of the calibration to other published sets; nil where priors stand alone.
  public var mechanismHash: String?
  /// Every published cell with the prediction from mechanism alone, nothing fitted to the paper.
  public var priorCells: [PriorCell]
  /// Where the time of one packet goes, by platform and flow.
  public var breakdown: [PlatformBreakdown]
  /// What a reader must know, one sentence each.
  public var notes: [String]

  enum CodingKeys: String, CodingKey {
    case schema, reading, provenance, cells, mechanism
    case mechanismHash = "mechanism_hash"
    case priorCells = "prior_cells"
    case breakdown, notes
  }

  /// All its properties.
  public init(
    reading: String, provenance: Provenance, cells: [Cell], priorCells: [PriorCell],
    breakdown: [PlatformBreakdown], notes: [String], mechanism: String = "priors",
    mechanismHash: String? = nil
  ) {
    self.mechanism = mechanism
    self.mechanismHash = mechanismHash
    self.reading = reading
    self.provenance = provenance
    self.cells = cells
    self.priorCells = priorCells
    self.breakdown = breakdown
    self.notes = notes
  }
}

extension Reproduction {
  /// A mean with half the width of its 95 % confidence interval.
  public struct Estimate: Hashable, Sendable, Codable {
    /// The mean.
    public var mean: Double
    /// Half the width of its 95 % confidence interval.
    public var ci95: Double

    /// That mean and half-width.
    public init(mean: Double, ci95: Double) {
      self.mean = mean
      self.ci95 = ci95
    }
  }

  /// Whether a cell took part in the calibration.
  public enum Basis: String, Hashable, Sendable, Codable {
    /// The cell was one of the observations that the calibration was fitted to.
    case fitted
    /// The calibration never saw the cell.
    case predicted
  }

  /// One number of the paper with its calibrated prediction.
  public struct Cell: Hashable, Sendable, Codable {
    /// The table of the paper: 1 or 2.
    public var table: Int
    /// `native`, `kvm`, `xen`; in table 2 `kvm_standard` and `kvm_virtio`.
    public var platform: String
    /// `pi`, `stream`, `tx` or `rx`.
    public var metric: String
    /// `s`, `MB/s` or `Mbit/s`.
    public var unit: String
    /// What the paper prints.
    public var published: Estimate
    /// What the simulator predicts for the same number of runs.
    public var predicted: Estimate
    /// The predicted mean against the published one, in percent.
    public var errorPercent: Double
    /// Whether the predicted mean lies in the published interval.
    public var inside: Bool
    /// Whether the calibration was fitted to this cell.
    public var basis: Basis
    /// How many fitted parameters move the predicted mean by more than 0.1 % per 10 % of change.
    public var freeParameters: Int
    /// The platform anomaly that the prediction includes; nil for none.
    public var anomaly: String?

    enum CodingKeys: String, CodingKey {
      case table, platform, metric, unit, published, predicted
      case errorPercent = "error_pct"
      case inside, basis
      case freeParameters = "free_parameters"
      case anomaly
    }

    /// All its properties; the error and `inside` follow from the two means.
    public init(
      table: Int, platform: String, metric: String, unit: String, published: Estimate,
      predicted: Estimate, basis: Basis, freeParameters: Int, anomaly: String?
    ) {
      self.table = table
      self.platform = platform
      self.metric = metric
      self.unit = unit
      self.published = published
      self.predicted = predicted
      self.errorPercent = (predicted.mean / published.mean - 1) * 100
      self.inside = (predicted.mean - published.mean).magnitude <= published.ci95
      self.basis = basis
      self.freeParameters = freeParameters
      self.anomaly = anomaly
    }
  }

  /// One number of the paper with what mechanism alone says about it.
  public struct PriorCell: Hashable, Sendable, Codable {
    /// The table of the paper: 1 or 2.
    public var table: Int
    /// As in `Cell`.
    public var platform: String
    /// As in `Cell`.
    public var metric: String
    /// As in `Cell`.
    public var unit: String
    /// What the paper prints.
    public var published: Estimate
    /// The prediction with every parameter at its prior's typical value.
    public var typical: Double
    /// The 2.5 % quantile of the predictions over the priors' ranges.
    public var low: Double
    /// The 97.5 % quantile.
    public var high: Double
    /// The typical prediction against the published mean, in percent.
    public var errorPercent: Double
    /// Whether the published mean lies between `low` and `high`.
    public var inside: Bool
    /// Why the published value is out of reach, where it is; nil otherwise.
    public var remark: String?

    enum CodingKeys: String, CodingKey {
      case table, platform, metric, unit, published, typical, low, high
      case errorPercent = "error_pct"
      case inside, remark
    }

    /// All its properties; the error and `inside` follow from the others.
    public init(
      table: Int, platform: String, metric: String, unit: String, published: Estimate,
      typical: Double, low: Double, high: Double, remark: String?
    ) {
      self.table = table
      self.platform = platform
      self.metric = metric
      self.unit = unit
      self.published = published
      self.typical = typical
      self.low = low
      self.high = high
      self.errorPercent = (typical / published.mean - 1) * 100
      self.inside = low <= published.mean && published.mean <= high
      self.remark = remark
    }
  }

  /// Where the time of one packet goes on one platform.
  public struct PlatformBreakdown: Hashable, Sendable, Codable {
    /// As in `Cell`.
    public var platform: String
    /// The stages in the order in which a packet crosses them.
    public var stages: [StageTime]

    /// The stages of that platform.
    public init(platform: String, stages: [StageTime]) {
      self.platform = platform
      self.stages = stages
    }
  }
}

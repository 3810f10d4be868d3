/// What a simulation or a measurement found. Both modes write this schema.
public struct Results: Hashable, Sendable, Codable {
  /// The version of the schema that this code writes.
  public static let currentSchema = 1

  /// The version of the schema.
  public var schema = Results.currentSchema
  /// The scenario's name.
  public var scenario: String
  /// Where the numbers come from.
  public var provenance: Provenance
  /// The figures, in the order of the scenario's workloads.
  public var metrics: [Metric]
  /// Where the time of a packet goes, for each flow, in the order in which it is spent.
  public var breakdown: [StageTime]
  /// What each thread that moves packets did with its core; nil where nobody looked.
  public var threads: [ThreadTime]?
  /// How the intervals came to be; nil for measured numbers.
  public var analysis: OutputAnalysis?
  /// What a reader must know: anomalies used, extrapolation, uncalibrated parameters.
  public var notes: [String]

  /// All its properties.
  public init(
    scenario: String, provenance: Provenance, metrics: [Metric], breakdown: [StageTime],
    threads: [ThreadTime]? = nil, analysis: OutputAnalysis? = nil, notes: [String]
  ) {
    self.analysis = analysis
    self.scenario = scenario
    self.provenance = provenance
    self.metrics = metrics
    self.breakdown = breakdown
    self.threads = threads
    self.notes = notes
  }
}

/// How a set of numbers came to be.
public struct Provenance: Hashable, Sendable, Codable {
  /// The ways in which numbers come to be.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// By the simulator.
    case simulated
    /// By a real run.
    case measured
  }

  /// Simulated or measured.
  public var kind: Kind
  /// The version of hypertwin.
  public var version: String
  /// The seed of all random streams.
  public var seed: UInt64
  /// Independent replications.
  public var replications: Int
  /// The name of the calibration, or "priors".
  public var calibration: String
  /// The calibration file's SHA-256; nil for priors alone.
  public var calibrationHash: String?
  /// The scenario file's SHA-256 after overrides; nil where it was built in code.
  public var scenarioHash: String?
  /// The SHA-256 of the environment record of what was measured; nil for simulated numbers.
  public var environmentHash: String?
  /// Why measured numbers are not those of hardware, such as "software emulation"; nil if they are.
  public var label: String?

  enum CodingKeys: String, CodingKey {
    case kind, version, seed, replications, calibration
    case calibrationHash = "calibration_hash"
    case scenarioHash = "scenario_hash"
    case environmentHash = "environment_hash"
    case label
  }

  /// All its properties.
  public init(
    kind: Kind, version: String, seed: UInt64, replications: Int, calibration: String,
    calibrationHash: String?, scenarioHash: String?, environmentHash: String? = nil,
    label: String? = nil
  ) {
    self.kind = kind
    self.version = version
    self.seed = seed
    self.replications = replications
    self.calibration = calibration
    self.calibrationHash = calibrationHash
    self.scenarioHash = scenarioHash
    self.environmentHash = environmentHash
    self.label = label
  }
}

/// One figure with its sample.
public struct Metric: Hashable, Sendable, Codable {
  /// What it is: `WORKLOAD.QUANTITY`, such as `tx.goodput` or `pi.time`.
  public var name: String
  /// Its unit: `Mbit/s`, `s`, `MB/s`, `packet/s`, `1`.
  public var unit: String
  /// The mean over the replications.
  public var mean: Double
  /// Half the width of the mean's 95 % confidence interval (Student's t); nil below two values.
  public var ci95: Double?
  /// The value of each replication, in order.
  public var samples: [Double]
  /// Whether the interval is as narrow as was wanted; nil where nobody asked, or nothing can tell.
  public var converged: Bool?

  /// All its properties.
  public init(
    name: String, unit: String, mean: Double, ci95: Double?, samples: [Double],
    converged: Bool? = nil
  ) {
    self.name = name
    self.unit = unit
    self.mean = mean
    self.ci95 = ci95
    self.samples = samples
    self.converged = converged
  }
}

/// The mean time that a flow's packets spend at one stage of their path.
public struct StageTime: Hashable, Sendable, Codable {
  /// The workload whose packets these are.
  public var flow: String
  /// The stage.
  public var stage: String
  /// The thread that executes it.
  public var thread: String
  /// Mean time from arrival in the stage's queue to the start of its service, in seconds; nil where
  /// that was not simulated.
  public var waiting: Double?
  /// Mean time of service in seconds, for batches the whole batch's.
  public var service: Double
  /// The thread's share of its CPU, 0 to 1.
  public var utilisation: Double
  /// Packets dropped because the stage's queue was full, per packet that arrived, 0 to 1.
  public var dropped: Double
  /// Packets lost because the link or the host was down, per packet that arrived, 0 to 1; nil where
  /// nothing fails.
  public var lost: Double?

  /// All its properties.
  public init(
    flow: String, stage: String, thread: String, waiting: Double?, service: Double,
    utilisation: Double, dropped: Double, lost: Double? = nil
  ) {
    self.flow = flow
    self.stage = stage
    self.thread = thread
    self.waiting = waiting
    self.service = service
    self.utilisation = utilisation
    self.dropped = dropped
    self.lost = lost
  }

  /// Seconds of waiting, as far as that is known, and service.
  public var sojourn: Double { (waiting ?? 0) + service }
}

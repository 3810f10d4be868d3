/// An attempt at one sample: one boot's run of a cell in a block.
public struct SampleRecord: Hashable, Sendable, Codable, Identifiable {
  /// The number of a sample's row in its store.
  public struct ID: Hashable, Sendable, Codable {
    /// The number.
    public var rawValue: Int64

    /// That number.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    public init(from decoder: any Decoder) throws {
      rawValue = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(rawValue)
    }
  }

  /// How far an attempt has come.
  public enum State: String, Hashable, Sendable, Codable, CaseIterable {
    /// It waits for its turn.
    case planned
    /// It has begun and has not ended.
    case running
    /// Its measurements count.
    case finished
    /// It ran, and something makes its measurements worthless; `reasons` says what.
    case invalid
    /// It could not be run to its end; `message` says why.
    case failed
    /// The process that ran it died.
    case interrupted
  }

  /// Its row.
  public var id: ID
  /// The block, from 0.
  public var block: Int
  /// The place in the block's order, from 0.
  public var position: Int
  /// The key of the cell.
  public var cell: String
  /// The attempt at this place, from 1.
  public var attempt: Int
  /// How far it has come.
  public var state: State
  /// When it began; nil before.
  public var started: Timestamp?
  /// When it ended; nil before.
  public var ended: Timestamp?
  /// The hash of the stable part of the environment record; nil where none was made.
  public var environment: String?
  /// The volatile part of the environment record: JSON with counters; nil where none was made.
  public var circumstances: String?
  /// Why it failed, a sentence; nil otherwise.
  public var message: String?
  /// Why it is invalid; empty otherwise.
  public var reasons: [Invalidity]
  /// What was measured, in the order in which it was recorded.
  public var measurements: [Measurement]
  /// The distributions that were measured, in the order in which they were recorded.
  public var distributions: [Distribution]

  /// All its properties.
  public init(
    id: ID, block: Int, position: Int, cell: String, attempt: Int, state: State,
    started: Timestamp? = nil, ended: Timestamp? = nil, environment: String? = nil,
    circumstances: String? = nil, message: String? = nil, reasons: [Invalidity] = [],
    measurements: [Measurement] = [], distributions: [Distribution] = []
  ) {
    self.id = id
    self.block = block
    self.position = position
    self.cell = cell
    self.attempt = attempt
    self.state = state
    self.started = started
    self.ended = ended
    self.environment = environment
    self.circumstances = circumstances
    self.message = message
    self.reasons = reasons
    self.measurements = measurements
    self.distributions = distributions
  }
}

/// One number that a sample measured.
public struct Measurement: Hashable, Sendable, Codable {
  /// The workload of the scenario.
  public var workload: String
  /// What was measured of it, as in results: `time`, `goodput`, `copy`…; of a machine's counters
  /// with the machine before a point: `host.cpu`, `router/vm.vcpu0_cpu`…
  public var quantity: String
  /// The unit: `s`, `MB/s`, `Mbit/s`, `packet/s`, `us`, `1`.
  public var unit: String
  /// The number, finite.
  public var value: Double

  /// Whether it only helps to explain others: it was counted on a machine while the workload ran.
  public var isCounter: Bool { quantity.contains(".") }

  /// All its properties.
  public init(workload: String, quantity: String, unit: String, value: Double) {
    self.workload = workload
    self.quantity = quantity
    self.unit = unit
    self.value = value
  }
}

/// Quantiles of something that a sample measured many times, such as latency.
public struct Distribution: Hashable, Sendable, Codable {
  /// One of its quantiles.
  public struct Point: Hashable, Sendable, Codable {
    /// The probability, 0 to 1.
    public var probability: Double
    /// The value that is not exceeded with that probability.
    public var value: Double

    /// All its properties.
    public init(probability: Double, value: Double) {
      self.probability = probability
      self.value = value
    }
  }

  /// The workload of the scenario.
  public var workload: String
  /// What was measured of it.
  public var quantity: String
  /// The unit of the values.
  public var unit: String
  /// How many values it was made of.
  public var count: Int
  /// The quantiles, by probability.
  public var points: [Point]

  /// All its properties.
  public init(workload: String, quantity: String, unit: String, count: Int, points: [Point]) {
    self.workload = workload
    self.quantity = quantity
    self.unit = unit
    self.count = count
    self.points = points
  }
}

/// Why a sample's measurements are worthless.
public struct Invalidity: Hashable, Sendable, Codable {
  /// The kinds, which are counted apart.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// The hypervisor ran something else for more than 0.1 % of the time (guest's steal).
    case steal
    /// vCPU threads waited for a processor for more than 0.1 % of the time.
    case vcpuDelay = "vcpu delay"
    /// A processor was throttled.
    case throttling
    /// Pages were swapped in or out.
    case swap
    /// The clock of a processor moved by more than 1 %.
    case frequencyDrift = "frequency drift"
    /// The clock source changed.
    case clocksourceChange = "clock-source change"
    /// Less than 99.9 % of the intended load was offered (duration stretching).
    case offeredLoad = "offered load"
    /// The load is too near what generator and receiver do at most.
    case generatorLimit = "generator limit"
    /// The receiver itself dropped frames, or sender's and receiver's clocks disagreed.
    case receiver
    /// A kernel's result was wrong.
    case checksum
    /// A guest's thread may run elsewhere than the scenario pins it to.
    case pinning
    /// A guest of Xen reads the time-stamp counter otherwise than the testbed says.
    case tscMode = "TSC mode"
    /// The machine that measures stood still, as one does that is paused or moved to another host.
    case standstill
    /// The environment is not that of the cell's first sample.
    case fingerprintDrift = "fingerprint drift"
  }

  /// The kind.
  public var kind: Kind
  /// What was seen, and the limit: a sentence.
  public var detail: String

  /// All its properties.
  public init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}

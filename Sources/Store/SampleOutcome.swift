/// All that one attempt came to, recorded in one transaction.
public struct SampleOutcome: Hashable, Sendable {
  /// What became of the attempt.
  public enum Verdict: Hashable, Sendable {
    /// Its measurements count.
    case finished
    /// Its measurements are kept and do not count, for at least one reason.
    case invalid([Invalidity])
    /// It did not come to its end, because of what the sentence says.
    case failed(String)
  }

  /// What became of it.
  public var verdict: Verdict
  /// When it began.
  public var started: Timestamp
  /// When it ended.
  public var ended: Timestamp
  /// The environment that it ran in; nil where it never came to that.
  public var environment: EnvironmentEntry?
  /// The volatile part of the environment record: a JSON object.
  public var circumstances: String?
  /// What was measured; a workload and quantity at most once.
  public var measurements: [Measurement]
  /// The distributions that were measured.
  public var distributions: [Distribution]
  /// The agents' own lines, kept whole.
  public var raw: [RawResult]

  /// All its properties.
  public init(
    verdict: Verdict, started: Timestamp, ended: Timestamp, environment: EnvironmentEntry? = nil,
    circumstances: String? = nil, measurements: [Measurement] = [],
    distributions: [Distribution] = [], raw: [RawResult] = []
  ) {
    self.verdict = verdict
    self.started = started
    self.ended = ended
    self.environment = environment
    self.circumstances = circumstances
    self.measurements = measurements
    self.distributions = distributions
    self.raw = raw
  }
}

/// The stable part of an environment record, stored once however many samples ran in it.
public struct EnvironmentEntry: Hashable, Sendable, Codable {
  /// The SHA-256 of `record`.
  public var hash: String
  /// Canonical JSON.
  public var record: String

  /// All its properties.
  public init(hash: String, record: String) {
    self.hash = hash
    self.record = record
  }
}

/// A line of JSON as an agent wrote it.
public struct RawResult: Hashable, Sendable, Codable {
  /// Which agent: its role, such as `router`.
  public var source: String
  /// The line, without its end.
  public var line: String

  /// All its properties.
  public init(source: String, line: String) {
    self.source = source
    self.line = line
  }
}

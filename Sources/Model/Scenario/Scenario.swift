/// Everything that a simulation or a measurement needs to know, but for the calibration.
public struct Scenario: Hashable, Sendable {
  /// A short name for headings and file names.
  public var name: String
  /// What the scenario is for, in a sentence or two.
  public var summary: String
  /// The machines.
  public var hosts: [Host]
  /// The cables between them.
  public var links: [Link]
  /// What runs.
  public var workloads: [Workload]
  /// What does not work for some time.
  public var failures: [Failure]
  /// How often and how long.
  public var run: RunPlan

  /// All its properties.
  public init(
    name: String, summary: String, hosts: [Host], links: [Link], workloads: [Workload],
    failures: [Failure] = [], run: RunPlan
  ) {
    self.name = name
    self.summary = summary
    self.hosts = hosts
    self.links = links
    self.workloads = workloads
    self.failures = failures
    self.run = run
  }
}

/// How a scenario is replicated.
public struct RunPlan: Hashable, Sendable {
  /// Independent runs, at least 1; 15 as in the 2013 paper.
  public var replications: Int
  /// What all random streams derive from.
  public var seed: UInt64
  /// The simulated time in which flows are observed, after the warm-up.
  public var duration: SimTime
  /// Simulated time that is run and left out of every figure.
  public var warmUp: SimTime
  /// The half-width that is wanted, as a share of the mean, above 0 and at most 1: `replications`
  /// is then the least number, and as many follow as that takes. nil for just `replications`.
  public var precision: Double?
  /// Replications at most where a precision is wanted; nil for 20 times `replications`.
  public var mostReplications: Int?

  /// The half-width that figures are held to where nothing else is asked for: 5 % of the mean.
  public static let usualPrecision = 0.05

  /// How many times `replications` are made at most, where no limit is given.
  public static let usualFactor = 20

  /// All its properties.
  public init(
    replications: Int, seed: UInt64, duration: SimTime, warmUp: SimTime, precision: Double? = nil,
    mostReplications: Int? = nil
  ) {
    self.replications = replications
    self.seed = seed
    self.duration = duration
    self.warmUp = warmUp
    self.precision = precision
    self.mostReplications = mostReplications
  }

  /// Reads a precision as it is written, `5 %`; nil if it is not above 0 % and at most 100 %.
  public static func precision(_ text: some StringProtocol) -> Double? {
    var digits = text.drop { $0 == " " }
    guard digits.last == "%" else { return nil }
    digits.removeLast()
    while digits.last == " " { digits.removeLast() }
    guard let percent = Double(String(digits)), percent > 0, percent <= 100 else { return nil }
    return percent / 100
  }
}

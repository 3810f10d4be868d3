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

  /// All its properties.
  public init(replications: Int, seed: UInt64, duration: SimTime, warmUp: SimTime) {
    self.replications = replications
    self.seed = seed
    self.duration = duration
    self.warmUp = warmUp
  }
}

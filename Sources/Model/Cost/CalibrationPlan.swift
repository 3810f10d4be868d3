/// What a calibration is fitted to, and what it may change.
public struct CalibrationPlan: Hashable, Sendable {
  /// A name for headings and provenance.
  public var name: String
  /// What the plan is for, in a sentence or two.
  public var summary: String
  /// How the published Tx and Rx are read, where that matters; nil elsewhere.
  public var reading: String?
  /// What was observed.
  public var observations: [PublishedObservation]
  /// The parameters that the fit may change; all others stay at their priors.
  public var free: [SearchRange]
  /// Which observation's spread says how much a parameter varies between runs.
  public var spread: [SpreadSource]
  /// What was assumed to make observations of what was counted, a sentence each.
  public var assumptions: [String]

  /// All its properties.
  public init(
    name: String, summary: String, reading: String?, observations: [PublishedObservation],
    free: [SearchRange], spread: [SpreadSource], assumptions: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.reading = reading
    self.observations = observations
    self.free = free
    self.spread = spread
    self.assumptions = assumptions
  }

  /// The scenarios that the observations name, each once, in their order.
  public var scenarioNames: [String] {
    var names: [String] = []
    for name in observations.flatMap(\.scenarioNames) where !names.contains(name) {
      names.append(name)
    }
    return names
  }
}

/// One published or measured number, and the simulation that should reproduce it.
public struct PublishedObservation: Hashable, Sendable {
  /// What a calibration does with an observation.
  public enum Use: String, Hashable, Sendable, Codable, CaseIterable {
    /// It is fitted.
    case fit
    /// It is kept apart, to be predicted.
    case holdOut = "hold_out"
    /// It is a setting of the simulation rather than an outcome, such as an offered load.
    case input
  }

  /// Its name, unique in the plan: `table2.xen.rx`.
  public var id: String
  /// The scenario, by the name that the plan gives it.
  public var scenario: String
  /// The workloads of the scenario that run together; the others are left out.
  public var workloads: [String]
  /// Which figure of the simulation it is: `WORKLOAD.QUANTITY`.
  public var figure: String
  /// The figure's unit.
  public var unit: String
  /// The mean of the runs.
  public var mean: Double
  /// Half the width of its 95 % confidence interval.
  public var ci95: Double
  /// The number of runs behind it.
  public var runs: Int
  /// What the calibration does with it.
  public var use: Use
  /// What the figure is taken as a multiple of; nil where it is the simulation's own. A ratio is
  /// computed from the costs of a flow's stages, without running anything.
  public var ratio: RouterRatio?

  /// All its properties.
  public init(
    id: String, scenario: String, workloads: [String], figure: String, unit: String, mean: Double,
    ci95: Double, runs: Int, use: Use, ratio: RouterRatio? = nil
  ) {
    self.id = id
    self.scenario = scenario
    self.workloads = workloads
    self.figure = figure
    self.unit = unit
    self.mean = mean
    self.ci95 = ci95
    self.runs = runs
    self.use = use
    self.ratio = ratio
  }

  /// The scenarios that it names.
  public var scenarioNames: [String] {
    [scenario] + (ratio.map { [$0.direct, $0.reference] } ?? [])
  }
}

/// The values that a fit may give to a parameter.
public struct SearchRange: Hashable, Sendable {
  /// The parameter's name.
  public var parameter: String
  /// The smallest value, above 0.
  public var low: Double
  /// The largest value.
  public var high: Double
  /// Whether the prior counts as an observation; an anomaly has no prior.
  public var usesPrior: Bool

  /// All its properties.
  public init(parameter: String, low: Double, high: Double, usesPrior: Bool) {
    self.parameter = parameter
    self.low = low
    self.high = high
    self.usesPrior = usesPrior
  }
}

/// The observation whose run-to-run spread a parameter's variation is taken from.
public struct SpreadSource: Hashable, Sendable {
  /// The parameter's name.
  public var parameter: String
  /// The observation's name.
  public var observation: String

  /// That parameter and that observation.
  public init(parameter: String, observation: String) {
    self.parameter = parameter
    self.observation = observation
  }
}

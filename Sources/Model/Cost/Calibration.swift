/// The outcome of a calibration: what it was fitted to, how well, and the parameters it found.
public struct Calibration: Hashable, Sendable {
  /// The name of the plan.
  public var name: String
  /// The reading of the published Tx and Rx; nil where that does not matter.
  public var reading: String?
  /// The version of hypertwin that made it.
  public var version: String
  /// The sum of squared weighted residuals of the observations at the optimum.
  public var dataLoss: Double
  /// The sum of squared standardised distances from the priors at the optimum.
  public var priorLoss: Double
  /// Why the optimiser stopped.
  public var stopped: String
  /// Simulated evaluations of all observations that the fit took.
  public var evaluations: Int
  /// Every parameter of the cost model, fitted or not.
  public var parameters: [Parameter]
  /// The observations with what the calibrated model gives for them.
  public var observations: [CalibratedObservation]
  /// What the fitted observations span; nil for a calibration that does not say.
  public var envelope: FitEnvelope?
  /// What a user must know: parameters at a bound, unidentified or collinear ones.
  public var notes: [String]

  /// All its properties.
  public init(
    name: String, reading: String?, version: String, dataLoss: Double, priorLoss: Double,
    stopped: String, evaluations: Int, parameters: [Parameter],
    observations: [CalibratedObservation], envelope: FitEnvelope? = nil, notes: [String]
  ) {
    self.name = name
    self.reading = reading
    self.version = version
    self.dataLoss = dataLoss
    self.priorLoss = priorLoss
    self.stopped = stopped
    self.evaluations = evaluations
    self.parameters = parameters
    self.observations = observations
    self.envelope = envelope
    self.notes = notes
  }

  /// The names of the parameters that were fitted.
  public var fittedParameters: [String] {
    parameters.filter { $0.origin == .fitted }.map(\.name)
  }
}

/// One observation of a calibration.
public struct CalibratedObservation: Hashable, Sendable {
  /// Its name.
  public var id: String
  /// What the calibration did with it.
  public var use: PublishedObservation.Use
  /// The published mean.
  public var published: Double
  /// The calibrated model's value.
  public var modelled: Double
  /// The fitted parameters that move it: by more than 0.1 % when they change by 10 %.
  public var dependsOn: [String]

  /// All its properties.
  public init(
    id: String, use: PublishedObservation.Use, published: Double, modelled: Double,
    dependsOn: [String]
  ) {
    self.id = id
    self.use = use
    self.published = published
    self.modelled = modelled
    self.dependsOn = dependsOn
  }
}

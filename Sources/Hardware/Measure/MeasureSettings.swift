import LoadSearch
import Store

/// How long a sample's runs take.
public struct MeasureSettings: Hashable, Sendable, Codable {
  /// How long each flow is sent, in seconds.
  public var flowSeconds = 5.0
  /// How long a flow is sent for warm-up, in seconds; nothing of it is kept.
  public var warmUpSeconds = 1.0
  /// The ways in which constant-rate flows are loaded, each in a run of its own.
  public var flowMeasures: Set<FlowMeasure> = [.rate]
  /// How thoroughly the search for NDR and PDR goes.
  public var search = SearchEffort()
  /// What generator and receiver do at most with nothing between them, in frames per second, by
  /// what frames are called (`Flow.frameName`); empty where it was not tried.
  public var generatorLimits: [String: Double] = [:]
  /// Digits of pi that are computed for warm-up at most.
  public var warmUpDigits = 10_000
  /// STREAM's passes, the first of which is not counted.
  public var streamRepetitions = 10
  /// How long a guest may take from its start to its agent, in seconds.
  public var bootSeconds = 60.0
  /// How long an agent may take to start in a namespace, in seconds.
  public var agentSeconds = 20.0
  /// How long an agent may take to answer to a request, in seconds.
  public var answerSeconds = 10.0
  /// How long a flow may take beyond the time in which it is sent, in seconds.
  public var flowGraceSeconds = 30.0
  /// How long a TCP connection may take to come about, or stand still, in whole seconds.
  public var stallSeconds = 5
  /// How long one job may take, in seconds.
  public var jobSeconds = 3_600.0
  /// Whether a sample is invalid during which a guest or its host waited for a processor. Where a
  /// whole scenario shares the one processor of an emulated host that is no accident, and the
  /// campaign's label says so.
  public var refusesContention = true
  /// Whether the machines' clocks count instructions (`Testbed.Clock`), and figures are to be
  /// instructions.
  public var countsInstructions = false
  /// `stallSeconds` on a machine that is slower than real ones.
  private static let slowStallSeconds = 20
  /// The usual settings.
  public init() {}

  /// How many times longer than on real hardware everything may take; 1 there.
  public internal(set) var slowness = 1.0

  /// Lets everything that waits for an agent, a tool or a tap wait `slowness` times as long, for a
  /// machine that is that much slower than real ones.
  public mutating func waitLonger(_ slowness: Double) {
    self.slowness *= slowness
    bootSeconds *= slowness
    agentSeconds *= slowness
    answerSeconds *= slowness
    flowGraceSeconds *= slowness
    // Not in proportion: retransmissions come after seconds on slow machines too.
    stallSeconds = slowness > 1 ? Self.slowStallSeconds : stallSeconds
  }

  /// Those of a sample's reasons to be invalid that count.
  func reasonsThatCount(_ reasons: [Invalidity]) -> [Invalidity] {
    reasons.filter { refusesContention || ($0.kind != .steal && $0.kind != .vcpuDelay) }
  }

  /// The longest time of one job.
  var longestJob: Duration { .seconds(jobSeconds) }
}

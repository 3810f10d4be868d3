/// What a run of probes found.
public struct ProbeReport: Hashable, Sendable, Encodable {
  /// Where it ran.
  public let surroundings: Surroundings
  /// The CPUs that it could use; the first did all that takes one thread.
  public let cpus: [Int]
  /// The rate of the time-stamp counter, which cycles are stated in; nil where there is none that
  /// can be relied on.
  public let cyclesPerSecond: Double?
  /// The probes' outcomes, in the plan's order.
  public internal(set) var outcomes: [ProbeOutcome]

  /// The figure of that name; nil if it was not measured.
  public subscript(name: String) -> ProbeFigure? {
    for outcome in outcomes {
      if let figure = outcome.figures.first(where: { $0.name == name }) { return figure }
    }
    return nil
  }
}

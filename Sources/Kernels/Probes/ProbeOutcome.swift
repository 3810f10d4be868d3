/// What became of a probe.
public struct ProbeOutcome: Hashable, Sendable, Codable {
  /// A figure that cannot be had here.
  public struct Absence: Hashable, Sendable, Codable {
    /// The figure's name.
    public let name: String
    /// Why it is missing, and what would help.
    public let reason: String
  }

  /// The probe.
  public let probe: Probe
  /// What was measured.
  public internal(set) var figures: [ProbeFigure] = []
  /// What could not be measured.
  public internal(set) var unavailable: [Absence] = []
  /// What a reader must know, one sentence each.
  public internal(set) var notes: [String] = []

  init(_ probe: Probe) { self.probe = probe }

  /// Adds the figure that `measure` returns, or why there is none.
  mutating func add(
    _ name: String, _ measure: () throws(MachineError) -> ProbeFigure
  ) {
    do {
      figures.append(try measure())
    } catch {
      unavailable.append(Absence(name: name, reason: error.description))
    }
  }
}

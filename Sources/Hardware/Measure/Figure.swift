/// One number that a sample gave.
public struct Figure: Hashable, Sendable, Codable {
  /// The workload that gave it.
  public var workload: String
  /// What it is, in the words of simulated results: `time`, `copy`, `goodput`, `loss`, `latency`.
  public var quantity: String
  /// Its unit, as in simulated results.
  public var unit: String
  /// Its value.
  public var value: Double

  /// All its properties.
  public init(workload: String, quantity: String, unit: String, value: Double) {
    self.workload = workload
    self.quantity = quantity
    self.unit = unit
    self.value = value
  }
}

/// What a workload's run gave: its figures, and why they may not be used, if they may not.
public struct Outcome: Hashable, Sendable {
  /// The figures.
  public var figures: [Figure] = []
  /// Why the run is invalid, one sentence each; empty for a valid one.
  public var invalidity: [String] = []
  /// What a reader must know beside the figures, one sentence each.
  public var notes: [String] = []
  /// The lines of JSON that the agents answered with.
  public var raw: [String] = []

  /// An outcome without anything.
  public init() {}
}

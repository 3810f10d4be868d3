/// What a search found for one goal.
public struct SearchFinding: Hashable, Sendable, Codable {
  /// How it ended.
  public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// Both bounds are there, within the width.
    case found
    /// The greatest load is a lower bound: the throughput is at least that.
    case atMaximum = "at maximum"
    /// The greatest load that the generator offers is a lower bound: the throughput is at least
    /// that.
    case atGeneratorLimit = "at the generator's limit"
    /// The least load is an upper bound: there is no throughput in the range.
    case belowMinimum = "below minimum"
    /// The generator did not offer even the least load.
    case notOffered = "not offered"
    /// Time or trials were used up first; the bounds are what was known then.
    case unfinished
  }

  /// The goal.
  public var goal: SearchGoal
  /// How it ended.
  public var outcome: Outcome
  /// The highest load below the upper bound that is a lower bound, in frames per second; nil where
  /// there is none.
  public var lowerBound: Double?
  /// The lowest load that is an upper bound, in frames per second; nil where there is none.
  public var upperBound: Double?
  /// What passed at the lower bound, in frames per second: the bound less the loss that its trials,
  /// but for the share that may exceed the goal, stayed within. Nil without a lower bound.
  public var conditionalThroughput: Double?
}

/// How the intervals of a simulation came to be.
public struct OutputAnalysis: Hashable, Sendable, Codable {
  /// The half-width that was wanted, as a share of the mean: above 0, at most 1.
  public var precision: Double
  /// Replications that were made in any case.
  public var floor: Int
  /// Replications that would have been made at most; as many as `floor` where the number was given.
  public var limit: Int
  /// Seconds after the scenario's warm-up that were left out of each replication; where workloads
  /// were run apart, the most of them.
  public var truncated: Double
  /// Whether all figures' intervals are as narrow as was wanted, and most runs were long enough to
  /// tell the end of their warm-up.
  public var converged: Bool

  enum CodingKeys: String, CodingKey {
    case precision, floor, limit
    case truncated = "truncated_s"
    case converged
  }

  /// All its properties.
  public init(precision: Double, floor: Int, limit: Int, truncated: Double, converged: Bool) {
    self.precision = precision
    self.floor = floor
    self.limit = limit
    self.truncated = truncated
    self.converged = converged
  }
}

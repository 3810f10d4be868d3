/// How far a computation of pi is.
public struct PiProgress: Hashable, Sendable {
  /// What is being done.
  public enum Stage: String, Hashable, Sendable {
    /// Iterations of the AGM.
    case iterations
    /// Terms of the series.
    case terms
    /// Conversion to decimal digits, and its check.
    case conversion
    /// The check of binary digits.
    case verification
  }

  /// What is being done.
  public var stage: Stage
  /// Pieces of it that are done.
  public var done: Int
  /// Pieces that there are.
  public var total: Int
}

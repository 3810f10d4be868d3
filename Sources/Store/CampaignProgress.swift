/// How far a campaign has come.
public struct CampaignProgress: Hashable, Sendable, Codable {
  /// Samples that were planned: blocks × cells.
  public var total: Int
  /// Samples whose measurements count.
  public var finished: Int
  /// Samples that have used up their attempts.
  public var abandoned: Int
  /// Attempts that were invalid.
  public var invalid: Int
  /// Attempts that failed.
  public var failed: Int
  /// Attempts whose process died.
  public var interrupted: Int
  /// The mean duration of the attempts that came to an end, in seconds; nil before the first.
  public var meanDuration: Double?

  /// Samples that nothing more is done about.
  public var done: Int { finished + abandoned }

  /// The time that the rest takes if it goes on like this, in seconds; nil before the first end.
  public var timeLeft: Double? { meanDuration.map { $0 * Double(total - done) } }
}

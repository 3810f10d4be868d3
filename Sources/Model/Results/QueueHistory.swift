/// How many packets waited in each queue of a simulated network, over time.
public struct QueueHistory: Hashable, Sendable {
  /// The queues: a stage's, by its name, or of a transmitter, `HOST.NIC → HOST.NIC`.
  public var queues: [String]
  /// When they were looked at, from the beginning of the run.
  public var times: [SimTime]
  /// The packets that waited then, by time and queue; what is in service or being sent is not
  /// counted.
  public var lengths: [[Int]]

  /// All its properties.
  public init(queues: [String], times: [SimTime], lengths: [[Int]]) {
    self.queues = queues
    self.times = times
    self.lengths = lengths
  }
}

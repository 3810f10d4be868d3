/// A frame that a simulation saw pass an interface.
public struct PassingFrame: Hashable, Sendable {
  /// What a frame carries.
  public enum Content: Hashable, Sendable {
    /// A UDP datagram that nothing answers, by its number in its flow, from 0.
    case datagram(Int64)
    /// A TCP segment with data, by its number in its flow, from 0.
    case segment(Int64)
    /// A TCP acknowledgement: the number of the segment that the receiver expects next.
    case acknowledgement(Int64)
    /// A client's request over UDP; clients are numbered from 0 through all flows.
    case request(client: Int)
    /// A part of the answer to a client's request, from 1.
    case answer(client: Int, part: Int)
  }

  /// When it passed, from the beginning of the warm-up.
  public var time: SimTime
  /// The workload that it belongs to.
  public var workload: Workload.ID
  /// What it carries.
  public var content: Content
  /// Its bytes as Ethernet counts them, CRC included.
  public var bytes: Int

  /// All its properties.
  public init(time: SimTime, workload: Workload.ID, content: Content, bytes: Int) {
    self.time = time
    self.workload = workload
    self.content = content
    self.bytes = bytes
  }
}

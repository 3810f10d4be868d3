/// What came of TCP streams.
public struct ElasticReport: Hashable, Sendable, Encodable {
  /// One connection.
  public struct Stream: Hashable, Sendable, Encodable {
    /// Bytes that the receiver's program read.
    public var receivedBytes: UInt64
    /// Bytes that the sender's program wrote.
    public var sentBytes: UInt64
    /// Segments that were sent again.
    public var retransmits: UInt32
    /// The smoothed round-trip time and its mean deviation in microseconds, at the end.
    public var roundTripMicroseconds: UInt32
    public var roundTripDeviationMicroseconds: UInt32
    /// The congestion window in segments, at the end.
    public var congestionWindow: UInt32
    /// The greatest payload of a segment in bytes.
    public var segmentBytes: UInt32
  }

  /// The streams in the order of their connections.
  public var streams: [Stream]
  /// Bits per second that were acknowledged in each interval, all streams together.
  public var intervalBitsPerSecond: [Double]
  /// The time from the first write until the receiver had read the last byte, in seconds.
  public var seconds: Double
  /// The congestion control of the connections, as the kernel names it.
  public var congestionControl: String
  /// Whether someone asked for the end before it was due.
  public var isInterrupted: Bool

  /// Bytes that the receiver's program read.
  public var receivedBytes: UInt64 { streams.reduce(0) { $0 + $1.receivedBytes } }

  /// Bytes that the sender's program wrote.
  public var sentBytes: UInt64 { streams.reduce(0) { $0 + $1.sentBytes } }

  /// Segments that were sent again.
  public var retransmits: Int { streams.reduce(0) { $0 + Int($1.retransmits) } }

  /// Payload bits per second that the receiver's program read.
  public var goodput: Double { seconds > 0 ? Double(receivedBytes) * 8 / seconds : 0 }
}

/// What a receiver found of a stream.
public struct ReceiveReport: Sendable {
  /// Frames of the stream that arrived whole, duplicates included.
  public var received = 0
  /// Their bytes with the CRCs.
  public var bytes = 0
  /// Frames that arrived for the first time.
  public var unique = 0
  /// Frames that had arrived before.
  public var duplicates = 0
  /// Frames that came after one with a greater number (RFC 4737).
  public var reordered = 0
  /// The greatest reordering extent (RFC 4737, section 4.2.2).
  public var largestExtent = 0
  /// The mean reordering extent of the reordered frames; 0 if there are none.
  public var meanExtent = 0.0
  /// Frames too old to be told from duplicates.
  public var tooOld = 0
  /// Frames to the receiver's port whose checksum or check is wrong, or that were cut.
  public var corrupted = 0
  /// Whole frames of other streams.
  public var foreign = 0
  /// Frames that are none of a generator's.
  public var ignored = 0
  /// Frames that the kernel dropped because the receiver's own ring was full.
  public var dropped = 0
  /// The number of frames that the sender announced at its end; nil if no announcement came.
  public var announced: Int?
  /// The smallest and the greatest sequence number; nil if nothing came.
  public var sequences: ClosedRange<Int>?
  /// When the first and the last frame arrived: nanoseconds of CLOCK_REALTIME.
  public var first: UInt64 = 0
  public var last: UInt64 = 0
  /// The times from writing a frame to its arrival in this machine's kernel, on clocks that are
  /// assumed to agree.
  public var latency = TimeDistribution()
  /// Frames that seem to have arrived before they were sent: the clocks disagree.
  public var negativeLatencies = 0
  /// Whether the machine's clock was set while frames came, so that latencies mean nothing.
  public var isClockStepped = false

  /// Nothing yet.
  public init() {}

  /// How many frames were expected: what the sender says, or else what the numbers tell.
  public func expected(sent: Int?) -> Int {
    if let sent { return sent }
    // The announcement has 32 bits of the number.
    if let announced { return announced }
    return sequences?.count ?? 0
  }

  /// Frames per second from the first to the last.
  public var rate: Double {
    received < 2 ? 0 : SendReport.rate(received - 1, last - first)
  }

  /// Bits per second from the first to the last frame, CRCs included.
  public var bitRate: Double {
    received < 2 ? 0 : rate * Double(bytes) * 8 / Double(received)
  }

  /// Bits per second on the line: with the preamble and the least gap of every frame.
  public var lineBitRate: Double { bitRate + rate * Double(Ethernet.lineOverheadBytes) * 8 }
}

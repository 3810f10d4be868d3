/// What a generator was to send, and what it sent.
public struct SendReport: Sendable {
  /// Frames that the schedule held for the time that the run lasted.
  public var intended = 0
  /// The time that they should have taken, in nanoseconds.
  public var intendedNanoseconds: UInt64 = 0
  /// Frames that were handed to the kernel.
  public var sent = 0
  /// Their bytes with the CRCs.
  public var bytes = 0
  /// The time that they took, in nanoseconds.
  public var nanoseconds: UInt64 = 0
  /// Frames that the kernel refused, or had not sent a second after the end.
  public var unsent = 0
  /// The most frames that were handed over at once.
  public var largestBurst = 0
  /// How late frames were handed over; empty at saturation, where no frame is due at any time.
  public var lateness = TimeDistribution()
  /// Whether the load was saturation, so that nothing was intended.
  public var isSaturation = false
  /// Whether someone asked for the end before it was due.
  public var isInterrupted = false

  /// Nothing yet.
  public init() {}

  /// The least share of the intended load that must be offered.
  public static let leastOffered = 0.999

  /// The offered rate over the intended rate: 1, or less if the run was stretched or cut.
  public var offeredShare: Double {
    guard !isSaturation, intended > 0, nanoseconds > 0 else { return 1 }
    let longest = Double(max(nanoseconds, intendedNanoseconds))
    return Double(sent - unsent) / Double(intended) * Double(intendedNanoseconds) / longest
  }

  /// Whether less than 99.9 % of the intended load was offered, which makes the run invalid.
  public var isStretched: Bool { offeredShare < Self.leastOffered }

  /// Frames per second that were intended.
  public var intendedRate: Double { Self.rate(intended, intendedNanoseconds) }

  /// Frames per second that were sent.
  public var sentRate: Double {
    Self.rate(sent - unsent, max(nanoseconds, intendedNanoseconds))
  }

  /// Bits per second that were sent, CRCs included.
  public var bitRate: Double { Self.rate(bytes, max(nanoseconds, intendedNanoseconds)) * 8 }

  /// Bits per second on the line: with the preamble and the least gap of every frame.
  public var lineBitRate: Double {
    bitRate + sentRate * Double(Ethernet.lineOverheadBytes) * 8
  }

  static func rate(_ count: Int, _ nanoseconds: UInt64) -> Double {
    nanoseconds == 0 ? 0 : Double(count) * 1e9 / Double(nanoseconds)
  }
}

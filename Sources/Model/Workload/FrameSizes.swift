extension Flow {
  /// The largest frame of the Internet mix.
  public static let largestMixedFrame = ByteCount(bytes: 1518)

  /// The frames of one round of the Internet mix in bytes, in the order in which they are sent: the
  /// sizes alternate, as the sequences of RFC 6985 do, so that no two rounds differ. Sizes and
  /// shares are those of FD.io CSIT's IMIX_v4_1: 28 × 64, 16 × 570 and 4 × 1518 bytes, CRC
  /// included.
  public static let internetMix = [64, 570, 64, 64, 570, 64, 1518, 64, 570, 64, 570, 64]
}

extension Flow {
  /// The sizes of its frames in bytes, in the order in which they come; repeated from the first.
  public var pattern: [Int] { sizes == .imix ? Self.internetMix : [Int(frame.bytes)] }

  /// The mean size of its frames in bytes.
  public var meanFrame: Double { Double(pattern.reduce(0, +)) / Double(pattern.count) }

  /// The mean bytes of UDP payload in its frames.
  public var meanPayload: Double { meanFrame - Double(FrameLayout.udpOverhead) }

  /// What its frames are called: `64 B`, or `imix`.
  public var frameName: String { sizes == .imix ? "imix" : frame.description }
}

extension Flow.Load {
  /// Whether the flow goes on by what comes back to it, so that its packets need a way back.
  public var reacts: Bool {
    switch self {
    case .elastic, .requests: return true
    case .constantRate, .poisson, .onOff: return false
    }
  }

  /// The rate of UDP payload that paces the flow, in an on–off flow during a burst; nil where what
  /// comes back paces it.
  public var rate: BitRate? {
    switch self {
    case .constantRate(let rate), .poisson(let rate), .onOff(let rate, _, _): return rate
    case .elastic, .requests: return nil
    }
  }
}

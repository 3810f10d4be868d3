extension Flow {
  /// The largest frame of the Internet mix.
  public static let largestMixedFrame = ByteCount(bytes: 1518)

  /// The frames of one round of the Internet mix in bytes, in the order in which they are sent: the
  /// sizes alternate, as the sequences of RFC 6985 do, so that no two rounds differ.
  public static let internetMix = [64, 594, 64, 64, 594, 64, 1518, 64, 594, 64, 594, 64]
}

extension Flow.Load {
  /// Whether the flow goes on by what comes back to it, so that its packets need a way back.
  public var reacts: Bool {
    switch self {
    case .elastic, .requests: return true
    case .constantRate, .poisson, .onOff: return false
    }
  }
}

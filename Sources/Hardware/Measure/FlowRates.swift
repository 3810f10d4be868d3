import Model

/// How the rates of a flow's bits and frames belong together.
public enum FlowRates {
  /// Bytes of Ethernet's header and CRC, and of the IPv4 and UDP headers.
  private static let headers = 14 + 4 + 20 + 8

  /// Bytes of UDP payload in a frame of that size, CRC included.
  public static func payload(_ frame: ByteCount) -> Int { Int(frame.bytes) - headers }
}

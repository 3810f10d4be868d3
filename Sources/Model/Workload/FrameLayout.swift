/// The bytes around user data in an Ethernet frame. Its numbers are inlined, for the simulator asks
/// for some of each packet.
public enum FrameLayout {
  /// Ethernet header (14) and CRC (4), IEEE 802.3.
  @inlinable static var ethernet: Int { 18 }
  /// IPv4 header without options, RFC 791.
  @inlinable static var ipv4: Int { 20 }
  /// TCP header with the timestamp option (12 bytes), RFC 9293 and RFC 7323.
  @inlinable static var tcp: Int { 32 }
  /// UDP header, RFC 768.
  @inlinable static var udp: Int { 8 }
  /// Bytes of preamble (7), start delimiter (1) and inter-frame gap (12), which a link carries
  /// beside each frame, IEEE 802.3.
  @inlinable public static var wireOverhead: Int { 20 }
  /// Bytes of the smallest frame, IEEE 802.3.
  @inlinable static var smallest: Int { 64 }

  /// Bytes of a TCP acknowledgement without data.
  @inlinable public static var acknowledgement: Int { max(ethernet + ipv4 + tcp, smallest) }

  /// The bytes of a frame around its UDP payload, CRC included.
  public static var udpOverhead: Int { ethernet + ipv4 + udp }

  /// The bytes of user data in a TCP frame of that many bytes.
  public static func tcpPayload(frame: Int) -> Int { frame - ethernet - ipv4 - tcp }

  /// The greatest segment that TCP is to announce for frames of that many bytes (RFC 9293, section
  /// 3.7.1): what the headers without options leave.
  public static func tcpSegment(frame: Int) -> Int { frame - ethernet - ipv4 - 20 }

  /// The bytes of the frame that carries so much user data by UDP.
  public static func udpFrame(payload: Int) -> Int {
    max(payload + ethernet + ipv4 + udp, smallest)
  }

  /// The bytes of user data in a UDP frame of that many bytes.
  public static func udpPayload(frame: Int) -> Int { frame - udpOverhead }
}

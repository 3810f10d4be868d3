/// The bytes around user data in an Ethernet frame.
enum FrameLayout {
  /// Ethernet header (14) and CRC (4), IEEE 802.3.
  static let ethernet = 18
  /// IPv4 header without options, RFC 791.
  static let ipv4 = 20
  /// TCP header with the timestamp option (12 bytes), RFC 9293 and RFC 7323.
  static let tcp = 32
  /// UDP header, RFC 768.
  static let udp = 8
  /// Preamble (7), start delimiter (1) and inter-frame gap (12), IEEE 802.3.
  static let wireOverhead = 20
  /// The smallest frame, IEEE 802.3.
  static let smallest = 64

  /// A TCP acknowledgement without data.
  static let acknowledgement = max(ethernet + ipv4 + tcp, smallest)

  /// The user data in a TCP frame of that many bytes.
  static func tcpPayload(frame: Int) -> Int { frame - ethernet - ipv4 - tcp }

  /// The bytes of the frame that carries so much user data by UDP.
  static func udpFrame(payload: Int) -> Int { max(payload + ethernet + ipv4 + udp, smallest) }

  /// The user data in a UDP frame of that many bytes.
  static func udpPayload(frame: Int) -> Int { frame - ethernet - ipv4 - udp }
}

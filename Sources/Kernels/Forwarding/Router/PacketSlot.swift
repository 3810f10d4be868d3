/// A frame in memory on its way through a `Forwarder`: where it is, and what became of it.
///
/// The memory belongs to the port that received the frame, until that port is told to release it.
public struct PacketSlot: BitwiseCopyable {
  /// The first octet of the Ethernet header. Forwarding moves it by 4 where a VLAN tag is put on or
  /// taken off.
  public var frame: UnsafeMutableRawPointer
  /// Octets of the frame in memory, without the check sequence.
  public var length: UInt32
  /// Writable octets before the frame; a VLAN tag needs 4.
  public var headroom: UInt16
  /// The port that the frame came in by.
  public var ingress: UInt16
  /// The port that it leaves by, if it was forwarded.
  public internal(set) var egress: UInt16
  /// What became of it.
  public internal(set) var outcome: PacketOutcome
  /// Where the network header starts in the frame: 14, or 18 after a VLAN tag.
  var network: UInt8

  /// A frame of `length` octets that came in by port `ingress`.
  public init(
    frame: UnsafeMutableRawPointer, length: Int, ingress: Int, headroom: Int = 0
  ) {
    self.frame = frame
    self.length = UInt32(length)
    self.headroom = UInt16(clamping: headroom)
    self.ingress = UInt16(ingress)
    egress = 0
    outcome = .truncated
    network = 0
  }
}

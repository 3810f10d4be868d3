internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the kernel says of a network interface of the calling thread's network namespace.
public struct NetworkInterface: Hashable, Sendable {
  /// Its name, such as `eth0`.
  public let name: String
  /// Its number in its network namespace.
  public let index: Int32
  /// The largest network-layer packet that it carries, in bytes; the Ethernet header is extra.
  public let mtu: Int
  /// Its hardware address, six octets in the order of transmission.
  public let address: [UInt8]
  /// Whether it is set up.
  public let isUp: Bool

  /// Asks the kernel.
  ///
  /// - Throws: `PacketRingError.absent` where there is none of that name.
  public init(name: String) throws(PacketRingError) {
    let file = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard file >= 0 else {
      throw PacketRingError(errno: errno, operation: "socket", interface: name)
    }
    defer { close(file) }
    var facts = hypertwin_interface()
    let code = hypertwin_interface_read(file, name, &facts)
    guard code == 0 else {
      throw PacketRingError(errno: code, operation: "reading the interface", interface: name)
    }
    self.name = name
    index = facts.index
    mtu = Int(facts.mtu)
    isUp = facts.flags & Int32(HYPERTWIN_INTERFACE_UP) != 0
    let octets = facts.address
    address = [octets.0, octets.1, octets.2, octets.3, octets.4, octets.5]
  }

  /// Whether frames of many segments leave it uncut and stay uncut: it claims to cut them, but has
  /// no device that would.
  func passesOnJoinedFrames() throws(PacketRingError) -> Bool {
    let file = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard file >= 0 else {
      throw PacketRingError(errno: errno, operation: "socket", interface: name)
    }
    defer { close(file) }
    var isActive: Int32 = 0
    var isVirtual: Int32 = 0
    let code = hypertwin_interface_feature(
      file, name, "tx-udp-segmentation", &isActive, &isVirtual)
    guard code == 0 else {
      throw PacketRingError(errno: code, operation: "reading the features", interface: name)
    }
    return isActive != 0 && isVirtual != 0
  }
}

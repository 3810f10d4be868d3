/// What the router does with packets that a route sends this way: 32 octets, ready to be written.
struct Adjacency: BitwiseCopyable {
  enum Kind: UInt8, BitwiseCopyable {
    /// Nothing: there is no route.
    case none
    /// To a station whose Ethernet address is known.
    case forward
    /// To the router itself.
    case local
    /// To all stations of an attached network.
    case broadcast
    /// To a station whose Ethernet address is not known.
    case unresolved
    /// Discarded silently.
    case blackhole
  }

  /// The first 8 octets of the Ethernet header: the destination and two octets of the source.
  var head: UInt64 = 0
  /// The other four octets of the source.
  var tail: UInt32 = 0
  /// The largest IP packet, in octets.
  var mtu: UInt32 = 0
  /// The place of the interface in the configuration.
  var interface: UInt16 = 0
  /// The port's number.
  var port: UInt16 = 0
  /// The VLAN whose tag the frame gets; 0 for none.
  var vlan: UInt16 = 0
  var kind = Kind.none

  init(_ kind: Kind) { self.kind = kind }

  /// The way over an interface to a station, or to one that is not known if `mac` is nil.
  init(over interface: RouterInterface, index: Int, to mac: MACAddress?) {
    kind = mac == nil ? .unresolved : .forward
    let own = interface.mac.image
    head = (mac?.image ?? 0) | own << 48
    tail = UInt32(truncatingIfNeeded: own >> 16)
    mtu = UInt32(interface.mtu)
    self.interface = UInt16(index)
    port = UInt16(interface.port)
    vlan = UInt16(interface.vlan ?? 0)
  }
}

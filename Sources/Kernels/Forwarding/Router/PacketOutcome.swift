/// What became of a packet; each packet that comes in has exactly one outcome.
public enum PacketOutcome: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  /// Sent on to the next hop.
  case forwarded
  /// For one of the router's own addresses.
  case delivered
  /// For all hosts of a network: limited or directed broadcast, which is not forwarded (RFC 2644).
  case broadcast
  /// For a multicast group; there is no multicast routing.
  case multicast
  /// ARP, for the router itself.
  case arp
  /// Neither IPv4 nor IPv6 nor ARP.
  case otherProtocol
  /// A frame for another station's Ethernet address.
  case otherStation
  /// A unicast packet in a frame for many stations (RFC 1122, 3.3.6; RFC 1812, 5.3.4).
  case linkBroadcast
  /// A VLAN tag, or its absence, for which the port has no interface.
  case unknownInterface
  /// The frame or the capture ends before the packet does.
  case truncated
  /// The version is not the one that the EtherType promised.
  case badVersion
  /// An IPv4 header length below 20 octets.
  case badHeaderLength
  /// An IPv4 total length below the header's.
  case badTotalLength
  /// The IPv4 header checksum is wrong.
  case badChecksum
  /// The IPv4 options do not parse.
  case badOptions
  /// An IPv4 source route, which is refused (RFC 7126, 4.3 and 4.4).
  case sourceRoute
  /// A source that no host may have (RFC 1812, 5.3.7; RFC 4291, 2.5 and 2.7), or our own.
  case martianSource
  /// A destination that must not appear outside a host (RFC 1812, 5.3.7; RFC 4291, 2.5).
  case martianDestination
  /// A source or destination that is good on its own link alone (RFC 3927, 7; RFC 4291, 2.5.6).
  case linkLocal
  /// No route to the destination.
  case noRoute
  /// A route that says to discard.
  case blackholed
  /// The next hop's Ethernet address is not known.
  case unresolved
  /// The time to live, or the hop limit, is used up.
  case timeExceeded
  /// Larger than the next link's MTU; this router does not fragment.
  case tooBig
  /// No room before the frame for the VLAN tag that it needs.
  case noHeadroom

  /// Whether the router may have something to say in answer: see `Forwarder.answer`.
  public var mayBeAnswered: Bool {
    switch self {
    case .arp, .linkLocal, .noRoute, .unresolved, .timeExceeded, .tooBig: return true
    case .multicast, .delivered: return true
    default: return false
    }
  }

  /// The outcome in snake case, for tables and JSON.
  public var name: String {
    var result = ""
    for character in "\(self)" {
      if character.isUppercase { result += "_" }
      result += character.lowercased()
    }
    return result
  }
}

public import Model

/// An address of one of a router's interfaces, and the network that it is on.
public struct AttachedAddress<Address: IPAddress>: Hashable, Sendable {
  /// The interface's own address.
  public var address: Address
  /// What is reached without a router.
  public var network: Prefix<Address>

  /// That address on that network.
  public init(_ address: Address, network: Prefix<Address>) {
    self.address = address
    self.network = network
  }

  /// Reads `ADDRESS/LENGTH`; nil if it is malformed.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = Address(parts[0]), let length = Int(parts[1]),
      let network = Prefix(address, length: length)
    else { return nil }
    self.init(address, network: network)
  }
}

/// An interface of a router: a port, or one VLAN of a port.
public struct RouterInterface: Hashable, Sendable {
  /// Its name, for messages.
  public var name: String
  /// The number of its port, from 0.
  public var port: Int
  /// The VLAN whose tag its frames carry, 1 to 4094; nil for untagged frames.
  public var vlan: Int?
  /// Its own Ethernet address.
  public var mac: MACAddress
  /// The largest IP packet that its link carries, in octets: 68 to 65,535.
  public var mtu: Int
  /// Its IPv4 addresses, the first of which is the source of ICMP messages.
  public var ipv4: [AttachedAddress<IPv4Address>]
  /// Its IPv6 addresses, likewise.
  public var ipv6: [AttachedAddress<IPv6Address>]

  /// All its properties.
  public init(
    name: String, port: Int, vlan: Int? = nil, mac: MACAddress, mtu: Int = 1500,
    ipv4: [AttachedAddress<IPv4Address>] = [], ipv6: [AttachedAddress<IPv6Address>] = []
  ) {
    self.name = name
    self.port = port
    self.vlan = vlan
    self.mac = mac
    self.mtu = mtu
    self.ipv4 = ipv4
    self.ipv6 = ipv6
  }
}

/// A station on an interface's link whose Ethernet address is known.
public struct Neighbour<Address: IPAddress>: Hashable, Sendable {
  /// Its address.
  public var address: Address
  /// Its Ethernet address.
  public var mac: MACAddress
  /// The place of the interface in the configuration.
  public var interface: Int

  /// That station on that interface.
  public init(_ address: Address, mac: MACAddress, interface: Int) {
    self.address = address
    self.mac = mac
    self.interface = interface
  }
}

/// Where a route leads.
public enum Gateway<Address: IPAddress>: Hashable, Sendable {
  /// To a router on an interface's link.
  case via(Address, interface: Int)
  /// To the stations of an interface's link themselves.
  case attached(interface: Int)
  /// Nowhere: packets are discarded silently.
  case blackhole
}

/// Everything that a forwarder is built from.
public struct RouterConfiguration: Hashable, Sendable {
  /// The interfaces.
  public var interfaces: [RouterInterface]
  /// The stations whose Ethernet addresses are known, IPv4.
  public var neighboursIPv4: [Neighbour<IPv4Address>]
  /// The stations whose Ethernet addresses are known, IPv6.
  public var neighboursIPv6: [Neighbour<IPv6Address>]
  /// The routes beyond the attached networks, IPv4; of two with one prefix the later one holds.
  public var routesIPv4: [Route<IPv4Address, Gateway<IPv4Address>>]
  /// The routes beyond the attached networks, IPv6; of two with one prefix the later one holds.
  public var routesIPv6: [Route<IPv6Address, Gateway<IPv6Address>>]
  /// ICMP messages a second, on average; 0 for none at all (RFC 1812, 4.3.2.8; RFC 4443, 2.4 f).
  public var icmpRate: Int
  /// ICMP messages that may be sent at once.
  public var icmpBurst: Int

  /// All its properties.
  public init(
    interfaces: [RouterInterface], neighboursIPv4: [Neighbour<IPv4Address>] = [],
    neighboursIPv6: [Neighbour<IPv6Address>] = [],
    routesIPv4: [Route<IPv4Address, Gateway<IPv4Address>>] = [],
    routesIPv6: [Route<IPv6Address, Gateway<IPv6Address>>] = [],
    icmpRate: Int = 1000, icmpBurst: Int = 50
  ) {
    self.interfaces = interfaces
    self.neighboursIPv4 = neighboursIPv4
    self.neighboursIPv6 = neighboursIPv6
    self.routesIPv4 = routesIPv4
    self.routesIPv6 = routesIPv6
    self.icmpRate = icmpRate
    self.icmpBurst = icmpBurst
  }

  /// Everything that is wrong with the configuration, each with its place and remedy.
  public var problems: [String] {
    var problems: [String] = []
    if interfaces.isEmpty { problems.append("there is no interface; give the router at least one") }
    for (index, interface) in interfaces.enumerated() {
      let name = "interface \(interface.name)"
      if !(0...Forwarder.highestPort).contains(interface.port) {
        problems.append(
          "\(name): port \(interface.port); ports are 0 to \(Forwarder.highestPort)")
      }
      if let vlan = interface.vlan, !(1...4094).contains(vlan) {
        problems.append("\(name): VLAN \(vlan); VLANs are 1 to 4094")
      }
      if !(68...65_535).contains(interface.mtu) {
        problems.append("\(name): MTU \(interface.mtu); IPv4 needs 68 to 65535 octets")
      }
      if interface.mac.isGroup || interface.mac.bits == 0 {
        problems.append("\(name): \(interface.mac) is not the address of one station")
      }
      let twin = interfaces[..<index].first {
        $0.port == interface.port && $0.vlan == interface.vlan
      }
      if let twin {
        problems.append("\(name): has the port and VLAN of \(twin.name); change one of them")
      }
    }
    problems += places(neighboursIPv4) + places(neighboursIPv6)
    problems += places(routesIPv4) + places(routesIPv6)
    if icmpRate < 0 || icmpBurst < 1 || icmpRate > 1_000_000_000 {
      problems.append(
        "ICMP rate \(icmpRate), burst \(icmpBurst); the rate is 0 to 1000000000, the burst from 1")
    }
    return problems
  }

  private func places<Address>(_ neighbours: [Neighbour<Address>]) -> [String] {
    neighbours.filter { !interfaces.indices.contains($0.interface) }.map {
      "neighbour \($0.address): there is no interface number \($0.interface)"
    }
  }

  private func places<Address>(_ routes: [Route<Address, Gateway<Address>>]) -> [String] {
    routes.compactMap { route in
      switch route.nextHop {
      case .via(_, let interface) where !interfaces.indices.contains(interface),
        .attached(let interface) where !interfaces.indices.contains(interface):
        return "route \(route.prefix): there is no interface number \(interface)"
      default: return nil
      }
    }
  }
}

import Kernels
import Model

/// The router that tests send packets through: port 0 and VLAN 100 of port 1 are its ends, port 1
/// without a tag and port 2 with a small MTU more ways out.
public enum TestRouter {
  public static let macs: [UInt64] = [0x0200_0000_0001, 0x0200_0000_0002, 0x0200_0000_0002, 0x0200_0000_0003]
  public static let peers: [UInt64] = [0x0200_0000_1001, 0x0200_0000_1002, 0x0200_0000_1003, 0x0200_0000_1004]

  /// IPv4 addresses: 198.18.N.1 on interface N, its neighbour 198.18.N.2.
  public static func own(_ interface: Int) -> UInt32 { 0xc612_0001 | UInt32(interface) << 8 }
  public static func peer(_ interface: Int) -> UInt32 { own(interface) + 1 }

  /// IPv6 addresses: 2001:db8:N::1 on interface N, its neighbour 2001:db8:N::2.
  public static func own6(_ interface: Int) -> UInt128 {
    0x2001_0db8 << 96 | UInt128(interface) << 80 | 1
  }
  public static func peer6(_ interface: Int) -> UInt128 { own6(interface) + 1 }

  /// Routes: 198.19.0.0/18 and so on by interface 0 to 3, 203.0.113.0/24 by a router whose Ethernet
  /// address is unknown, 192.0.2.0/24 nowhere; 2001:db8:8000::/34 and so on by interface 0 to 3.
  public static func configuration(icmpRate: Int = 1000, icmpBurst: Int = 50) -> RouterConfiguration {
    let tags: [Int?] = [nil, nil, 100, nil]
    let ports = [0, 1, 1, 2]
    let mtus = [1500, 1500, 1500, 576]
    var configuration = RouterConfiguration(interfaces: [], icmpRate: icmpRate, icmpBurst: icmpBurst)
    for index in 0..<4 {
      let network = Prefix(IPv4Address(bits: own(index)), length: 24)!
      let network6 = Prefix(IPv6Address(bits: own6(index)), length: 64)!
      configuration.interfaces.append(
        RouterInterface(
          name: "i\(index)", port: ports[index], vlan: tags[index],
          mac: MACAddress(bits: macs[index]), mtu: mtus[index],
          ipv4: [AttachedAddress(IPv4Address(bits: own(index)), network: network)],
          ipv6: [AttachedAddress(IPv6Address(bits: own6(index)), network: network6)]))
      let mac = MACAddress(bits: peers[index])
      let peer = IPv4Address(bits: peer(index))
      let peer6 = IPv6Address(bits: peer6(index))
      configuration.neighboursIPv4.append(Neighbour(peer, mac: mac, interface: index))
      configuration.neighboursIPv6.append(Neighbour(peer6, mac: mac, interface: index))
      let quarter = IPv4Address(bits: 0xc613_0000 | UInt32(index) << 14)
      configuration.routesIPv4.append(
        Route(Prefix(quarter, length: 18)!, nextHop: .via(peer, interface: index)))
      let block = IPv6Address(bits: 0x2001_0db8_8 << 92 | UInt128(index) << 92)
      configuration.routesIPv6.append(
        Route(Prefix(block, length: 36)!, nextHop: .via(peer6, interface: index)))
    }
    let unknown = IPv4Address(bits: own(0) + 99)
    let unknown6 = IPv6Address(bits: own6(0) + 99)
    configuration.routesIPv4.append(
      Route(Prefix("203.0.113.0/24")!, nextHop: .via(unknown, interface: 0)))
    configuration.routesIPv4.append(Route(Prefix("192.0.2.0/24")!, nextHop: .blackhole))
    configuration.routesIPv6.append(
      Route(Prefix("2001:db8:f000::/36")!, nextHop: .via(unknown6, interface: 0)))
    return configuration
  }

  /// A destination in the quarter of 198.19.0.0/16 that leaves by an interface.
  public static func beyond(_ interface: Int) -> UInt32 {
    0xc613_0000 | UInt32(interface) << 14 | 0x123
  }

  /// A destination in 2001:db8:8000::/34 and so on that leaves by an interface.
  public static func beyond6(_ interface: Int) -> UInt128 {
    0x2001_0db8_8 << 92 | UInt128(interface) << 92 | 0x123
  }
}

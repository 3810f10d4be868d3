import Model

/// Turns a configuration's routes into prefixes with numbered adjacencies.
struct AdjacencyBuilder {
  /// The adjacencies by number; 0 is "no route".
  private(set) var adjacencies: [Adjacency] = [Adjacency(.none)]
  private let interfaces: [RouterInterface]
  private var local: UInt16 = 0
  private var broadcast: UInt16 = 0
  private var blackhole: UInt16 = 0
  /// By interface: its stations that are not known.
  private var unresolved: [UInt16] = []

  init(_ configuration: RouterConfiguration) {
    interfaces = configuration.interfaces
    local = add(Adjacency(.local))
    broadcast = add(Adjacency(.broadcast))
    blackhole = add(Adjacency(.blackhole))
    for (index, interface) in interfaces.enumerated() {
      unresolved.append(add(Adjacency(over: interface, index: index, to: nil)))
    }
  }

  /// The prefixes of one family, those that must win last.
  mutating func routes<Address: IPAddress>(
    _ neighbours: [Neighbour<Address>], _ routes: [Route<Address, Gateway<Address>>],
    _ addresses: KeyPath<RouterInterface, [AttachedAddress<Address>]>
  ) -> [Route<Address, UInt16>] {
    var result: [Route<Address, UInt16>] = []
    var known: [Address: [Int: UInt16]] = [:]
    for (index, interface) in interfaces.enumerated() {
      for attached in interface[keyPath: addresses] {
        result.append(Route(attached.network, nextHop: unresolved[index]))
      }
    }
    for neighbour in neighbours {
      let interface = interfaces[neighbour.interface]
      let number = add(
        Adjacency(over: interface, index: neighbour.interface, to: neighbour.mac))
      known[neighbour.address, default: [:]][neighbour.interface] = number
      result += Self.host(neighbour.address, number)
    }
    for route in routes {
      switch route.nextHop {
      case .via(let address, let interface):
        let number = known[address]?[interface] ?? unresolved[interface]
        result.append(Route(route.prefix, nextHop: number))
      case .attached(let interface):
        result.append(Route(route.prefix, nextHop: unresolved[interface]))
      case .blackhole: result.append(Route(route.prefix, nextHop: blackhole))
      }
    }
    for interface in interfaces {
      for attached in interface[keyPath: addresses] {
        for bits in Self.broadcasts(of: attached.network) {
          result += Self.host(Address(bits: bits), broadcast)
        }
        result += Self.host(attached.address, local)
      }
    }
    return result
  }

  /// The directed broadcast addresses of a network: all ones, and all zeros as hosts of old had it
  /// (RFC 1812, 4.2.3.1). None for links of two hosts (RFC 3021), and none in IPv6.
  static func broadcasts<Address: IPAddress>(of network: Prefix<Address>) -> [Address.Bits] {
    guard Address.width == 32, network.length <= 30 else { return [] }
    return [
      network.address.bits, network.address.bits | ~Prefix<Address>.mask(network.length),
    ]
  }

  private static func host<Address: IPAddress>(
    _ address: Address, _ number: UInt16
  ) -> [Route<Address, UInt16>] {
    Prefix(address, length: Address.width).map { [Route($0, nextHop: number)] } ?? []
  }

  /// The number of a new adjacency; wrong beyond 65,535, which the forwarder refuses.
  private mutating func add(_ adjacency: Adjacency) -> UInt16 {
    adjacencies.append(adjacency)
    return UInt16(truncatingIfNeeded: adjacencies.count - 1)
  }
}

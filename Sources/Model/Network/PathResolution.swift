/// An interface of a host or a VM.
public struct Interface: Hashable, Sendable, CustomStringConvertible {
  /// The machine.
  public var place: Place
  /// The interface of that machine.
  public var nic: NIC.ID

  /// That interface of that machine.
  public init(place: Place, nic: NIC.ID) {
    self.place = place
    self.nic = nic
  }

  /// `HOST.NIC` or `HOST/VM.NIC`.
  public var description: String { "\(place).\(nic)" }
}

/// One machine on a packet's path that handles the packet as IP: an end of the flow or a router.
///
/// The host of a bridged VM is no hop. The host (dom0) of a routed VM is one, and the interface
/// that it shares with the VM is then named by the VM's end.
public struct PathHop: Hashable, Sendable {
  /// The machine.
  public var place: Place
  /// The interface the packet comes in by; nil at the source.
  public var incoming: Interface?
  /// The interface the packet leaves by; nil at the destination.
  public var outgoing: Interface?
}

/// Why packets do not get from one place to another.
public enum PathError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no machine of that name.
  case unknownPlace(Place)
  /// The machine has no address.
  case noAddress(Place)
  /// The routing table of a machine has nothing for the destination.
  case noRoute(at: Place, to: IPv4Address)
  /// No interface on the segment has the next hop's address.
  case unreachable(nextHop: IPv4Address, from: Place)
  /// The packet comes back to where it was, by the same interface.
  case loop([Place])

  /// What is wrong, and the remedy.
  public var description: String {
    switch self {
    case .unknownPlace(let place): return "there is no \"\(place)\"; name a host or host/vm"
    case .noAddress(let place): return "\(place) has no address; give one of its NICs an address"
    case .noRoute(let place, let address):
      return "\(place) has no route to \(address); add one to its routes"
    case .unreachable(let address, let place):
      return "\(place) cannot reach the next hop \(address); "
        + "no NIC on the same segment has that address"
    case .loop(let places):
      return "packets go in a circle: \(places.map(\.description).joined(separator: " → ")); "
        + "correct the routes"
    }
  }
}

extension Scenario {
  /// The machines that a packet from `source` to `destination` passes, by longest-prefix match on
  /// each; the address it is sent to is the destination's first.
  ///
  /// A route with `incoming` is looked at only for packets that came in by that interface, and then
  /// before all others. O(hops × (routes + interfaces)).
  public func path(
    from source: Place, to destination: Place
  ) throws(PathError) -> [PathHop] {
    for place in [source, destination] where interfaces(of: place) == nil {
      throw .unknownPlace(place)
    }
    guard let address = interfaces(of: destination)?.lazy.compactMap({ $0.address?.address }).first
    else { throw .noAddress(destination) }
    var hops: [PathHop] = []
    var place = source
    var incoming: Interface?
    while place != destination {
      let visited = hops.contains { $0.place == place && $0.incoming == incoming }
      guard !visited else { throw .loop(hops.map(\.place) + [place]) }
      let step = try next(from: place, incoming: incoming, to: address)
      hops.append(PathHop(place: place, incoming: incoming, outgoing: step.outgoing))
      incoming = step.incoming
      place = step.place
    }
    return hops + [PathHop(place: place, incoming: incoming, outgoing: nil)]
  }

  /// The interfaces of a machine; nil if there is no such machine.
  func interfaces(of place: Place) -> [NIC]? {
    guard let host = hosts.first(where: { $0.id == place.host }) else { return nil }
    guard let vm = place.vm else { return host.nics }
    return host.vms.first { $0.id == vm }?.nics
  }

  private func routes(of place: Place) -> [StaticRoute] {
    guard let host = hosts.first(where: { $0.id == place.host }) else { return [] }
    guard let vm = place.vm else { return host.routes }
    return host.vms.first { $0.id == vm }?.routes ?? []
  }

  private typealias Step = (outgoing: Interface, incoming: Interface, place: Place)

  /// One hop on: where the packet leaves `place`, and where it comes in next.
  private func next(
    from place: Place, incoming: Interface?, to address: IPv4Address
  ) throws(PathError) -> Step {
    let own = interfaces(of: place) ?? []
    let policy = routes(of: place).filter { route in
      route.incoming != nil && route.incoming == incoming?.nic && incoming?.place == place
    }
    let route =
      Self.lookup(address, in: policy, connected: [])
      ?? Self.lookup(address, in: routes(of: place).filter { $0.incoming == nil }, connected: own)
    let nextHop = route?.via ?? address
    // A host reaches a routed VM by the interface they share, without a route.
    if place.vm == nil, let vif = routedInterface(of: nextHop, on: place.host) {
      return (vif, vif, vif.place)
    }
    guard let route else { throw .noRoute(at: place, to: address) }
    let leaving = route.nic ?? own.first { $0.address?.subnet.contains(nextHop) ?? false }?.id
    guard let leaving, let nic = own.first(where: { $0.id == leaving }) else {
      throw .unreachable(nextHop: nextHop, from: place)
    }
    let outgoing = Interface(place: place, nic: leaving)
    if place.vm != nil && nic.attachment == .routed {
      let host = Place(host: place.host)
      let isHosts = interfaces(of: host)?.contains { $0.address?.address == nextHop } ?? false
      guard isHosts else { throw .unreachable(nextHop: nextHop, from: place) }
      return (outgoing, outgoing, host)
    }
    guard let peer = segment(of: outgoing).first(where: { nicOf($0)?.address?.address == nextHop })
    else { throw .unreachable(nextHop: nextHop, from: place) }
    return (outgoing, peer, peer.place)
  }

  /// The most specific of the static routes and the connected subnets; a static route wins a tie.
  private static func lookup(
    _ address: IPv4Address, in routes: [StaticRoute], connected: [NIC]
  ) -> StaticRoute? {
    var table = RoutingTable<IPv4Address, StaticRoute>()
    for nic in connected {
      guard let subnet = nic.address?.subnet else { continue }
      table.insert(Route(subnet, nextHop: StaticRoute(to: subnet, nic: nic.id)))
    }
    for route in routes { table.insert(Route(route.to, nextHop: route)) }
    return table.lookup(address)?.nextHop
  }

  /// The routed interface of a VM on `host` that has that address.
  private func routedInterface(of address: IPv4Address, on host: Host.ID) -> Interface? {
    for vm in hosts.first(where: { $0.id == host })?.vms ?? [] {
      for nic in vm.nics where nic.attachment == .routed && nic.address?.address == address {
        return Interface(place: Place(host: host, vm: vm.id), nic: nic.id)
      }
    }
    return nil
  }

  private func nicOf(_ interface: Interface) -> NIC? {
    interfaces(of: interface.place)?.first { $0.id == interface.nic }
  }

  /// All interfaces that frames from `interface` reach without a router, itself included: the port
  /// of the host, what is bridged to it, and the same at the far end of its link.
  func segment(of interface: Interface) -> [Interface] {
    let host = interface.place.host
    let port = interface.place.vm == nil ? interface.nic : nicOf(interface)?.uplink
    guard let port else { return [interface] }
    var result = members(of: Link.End(host: host, nic: port))
    let end = Link.End(host: host, nic: port)
    for link in links where link.ends.contains(end) {
      for far in link.ends where far != end { result += members(of: far) }
    }
    return result
  }

  /// A physical port and the VM interfaces that are bridged to it or have it passed through.
  private func members(of end: Link.End) -> [Interface] {
    guard let host = hosts.first(where: { $0.id == end.host }) else { return [] }
    var result = [Interface(place: Place(host: host.id), nic: end.nic)]
    for vm in host.vms {
      for nic in vm.nics
      where nic.uplink == end.nic && (nic.attachment == .bridged || nic.model == .passthrough) {
        result.append(Interface(place: Place(host: host.id, vm: vm.id), nic: nic.id))
      }
    }
    return result
  }
}

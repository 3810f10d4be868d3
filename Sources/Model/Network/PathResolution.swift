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
  /// The machines that a packet from `source` to `destination` passes, as `ScenarioIndex.path`; for
  /// more than one path, make an index.
  public func path(
    from source: Place, to destination: Place
  ) throws(PathError) -> [PathHop] {
    try ScenarioIndex(self).path(from: source, to: destination)
  }
}

extension ScenarioIndex {
  /// The machines that a packet from `source` to `destination` passes, by longest-prefix match on
  /// each; the address it is sent to is the destination's first.
  ///
  /// A route with `incoming` is looked at only for packets that came in by that interface, and then
  /// before all others. O(hops × (routes + interfaces of the machine)).
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

  private typealias Step = (outgoing: Interface, incoming: Interface, place: Place)

  /// One hop on: where the packet leaves `place`, and where it comes in next.
  private func next(
    from place: Place, incoming: Interface?, to address: IPv4Address
  ) throws(PathError) -> Step {
    let own = interfaces(of: place) ?? []
    let routes = routes(of: place)
    let by = incoming?.place == place ? incoming?.nic : nil
    let policy = by.flatMap { Self.lookup(address, in: routes, of: $0, connected: []) }
    let route =
      policy ?? Self.lookup(address, in: routes, of: nil, connected: own)
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
    guard let peer = neighbour(of: outgoing, with: nextHop) else {
      throw .unreachable(nextHop: nextHop, from: place)
    }
    return (outgoing, peer, peer.place)
  }

  /// The most specific of the static routes for packets that came in by `incoming` alone (nil: for
  /// all packets) and the connected subnets. A static route wins a tie, and a later one an earlier.
  private static func lookup(
    _ address: IPv4Address, in routes: [StaticRoute], of incoming: NIC.ID?, connected: [NIC]
  ) -> StaticRoute? {
    var best: StaticRoute?
    for nic in connected {
      guard let subnet = nic.address?.subnet, subnet.contains(address),
        subnet.length >= best?.to.length ?? 0
      else { continue }
      best = StaticRoute(to: subnet, nic: nic.id)
    }
    for route in routes
    where route.incoming == incoming && route.to.contains(address)
      && route.to.length >= best?.to.length ?? 0
    { best = route }
    return best
  }

  /// The routed interface of a VM on `host` that has that address.
  private func routedInterface(of address: IPv4Address, on host: Host.ID) -> Interface? {
    interfaces(with: address).first {
      $0.place.host == host && $0.place.vm != nil && nicOf($0)?.attachment == .routed
    }
  }

  private func nicOf(_ interface: Interface) -> NIC? {
    interfaces(of: interface.place)?.first { $0.id == interface.nic }
  }

  /// The interface with that address which frames from `interface` reach without a router: on the
  /// same port of the host, as a VM that is bridged to it, or the same at the far end of its link.
  private func neighbour(of interface: Interface, with address: IPv4Address) -> Interface? {
    guard let port = port(of: interface) else { return nil }
    let far = link(at: port)?.ends.first { $0 != port }
    return interfaces(with: address).first { candidate in
      guard let other = self.port(of: candidate) else { return false }
      return other == port || other == far
    }
  }

  /// The physical port that an interface's frames cross without a router; nil for a routed VM's.
  private func port(of interface: Interface) -> Link.End? {
    let host = interface.place.host
    guard interface.place.vm != nil else { return Link.End(host: host, nic: interface.nic) }
    guard let nic = nicOf(interface), let uplink = nic.uplink,
      nic.attachment == .bridged || nic.model == .passthrough
    else { return nil }
    return Link.End(host: host, nic: uplink)
  }
}

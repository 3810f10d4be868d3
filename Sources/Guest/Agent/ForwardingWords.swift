import Console

/// The words of `forward-live` for what has been configured.
struct ForwardingWords {
  /// `KEY=VALUE`.
  let words: [String]

  /// - Parameter interfaces: Names or Ethernet addresses; all that have addresses where empty.
  init(_ configuration: AgentConfiguration, interfaces: [String], _ setup: NetworkSetup) throws {
    let configured = try configuration.interfaces.map {
      (name: try setup.link($0.interface).name, addresses: $0.addresses)
    }
    var ports = try interfaces.map { try setup.link($0).name }
    if ports.isEmpty {
      for interface in configured
      where !interface.addresses.isEmpty && !ports.contains(interface.name) {
        ports.append(interface.name)
      }
    }
    let addresses = configured.filter { ports.contains($0.name) }.flatMap { interface in
      interface.addresses.map { "\(interface.name)@\($0)" }
    }
    let routes = configuration.routes.compactMap { route in
      route.via.map { "\(route.prefix)@\($0)" }
    }
    let neighbours = try configuration.neighbours.map { neighbour in
      let name = try setup.link(neighbour.interface).name
      return "\(neighbour.address)@\(neighbour.mac)@\(name)"
    }
    words = [
      ("ports", ports), ("addresses", addresses), ("routes", routes), ("neighbours", neighbours),
    ].filter { !$0.1.isEmpty }.map { "\($0.0)=\($0.1.joined(separator: ","))" }
  }
}

extension Action {
  /// What it does, in one line.
  public var summary: String {
    switch self {
    case .createNamespace(let name): "make the network namespace \(name)"
    case .createVethPair(let a, let b, let mtu):
      "join \(Self.place(a.name, a.namespace)) (\(a.mac)) and \(Self.place(b.name, b.namespace)) "
        + "(\(b.mac)) by a virtual cable, MTU \(mtu)"
    case .createBridge(let namespace, let name, let ageing):
      "make the bridge \(Self.place(name, namespace)), ageing \(ageing) s"
    case .attachToBridge(let namespace, let interface, let bridge):
      "make \(Self.place(interface, namespace)) a port of \(bridge)"
    case .setUp(let namespace, let interface): "set \(Self.place(interface, namespace)) up"
    case .addAddress(let namespace, let interface, let address):
      "give \(Self.place(interface, namespace)) the address \(address)"
    case .addRoute(let namespace, let destination, let via, let interface):
      "route \(Self.place(destination, namespace))"
        + (via.map { " via \($0)" } ?? "") + (interface.map { " through \($0)" } ?? "")
    case .addPolicyRule(let namespace, let incoming, let table):
      "route what comes in by \(Self.place(incoming, namespace)) by table \(table)"
    case .addPolicyRoute(let namespace, let table, let destination, let via, let interface):
      "route \(Self.place(destination, namespace)) in table \(table)"
        + (via.map { " via \($0)" } ?? "") + (interface.map { " through \($0)" } ?? "")
    case .addNeighbour(let namespace, let interface, let address, let mac):
      "let \(Self.place(interface, namespace)) know \(address) as \(mac)"
    case .setSysctl(let namespace, let name, let value):
      "set \(Self.place(name, namespace)) to \(value)"
    case .shape(let namespace, let interface, let bucket):
      "limit \(Self.place(interface, namespace)) to \(bucket.bitsPerSecond) bit/s, burst "
        + "\(bucket.burstBytes) B, wait \(bucket.latencyMicroseconds) us"
    case .disableOffloads(let namespace, let interface, let features):
      "turn off \(features.joined(separator: ", ")) of \(Self.place(interface, namespace))"
    case .startDomain(let domain): "start the domain \(domain.role) at \(domain.uri), paused"
    case .moveInterface(let interface, let namespace): "move \(interface) into \(namespace)"
    case .takePort(let interface, let namespace, _):
      "take the real interface \(interface) into \(namespace)"
    case .resumeDomain(_, let role): "let the domain \(role) run"
    case .writeKnob(let path, let value): "write \(value) to \(path)"
    }
  }

  /// How it is undone, in one line.
  public var undoSummary: String {
    switch self {
    case .createNamespace(let name): "delete the network namespace \(name)"
    case .createVethPair(let a, _, _): "delete \(Self.place(a.name, a.namespace)) and its peer"
    case .createBridge(let namespace, let name, _):
      "delete the bridge \(Self.place(name, namespace))"
    case .startDomain(let domain): "destroy the domain \(domain.role)"
    case .resumeDomain: "nothing: the domain is destroyed"
    case .moveInterface(let interface, _):
      "delete \(interface) with its domain; a physical interface moves back"
    case .takePort(let interface, _, _):
      "give \(interface) back to the machine with its addresses and routes"
    case .writeKnob(let path, _): "write the previous value to \(path)"
    case .setSysctl(nil, let name, _): "set \(name) to its previous value"
    case .attachToBridge(nil, let interface, let bridge): "take \(interface) off \(bridge)"
    case .setUp(nil, let interface): "set \(interface) down if it was"
    case .addAddress(nil, let interface, let address): "take \(address) from \(interface)"
    case .addRoute(nil, let destination, _, _): "delete the route to \(destination)"
    case .addNeighbour(nil, let interface, let address, _):
      "let \(interface) forget \(address)"
    case .shape(nil, let interface, _): "delete the limit of \(interface)"
    case .disableOffloads(nil, let interface, _): "turn on again what was on at \(interface)"
    case .attachToBridge, .setUp, .addAddress, .addRoute, .addNeighbour, .setSysctl, .shape,
      .disableOffloads, .addPolicyRule, .addPolicyRoute:
      "nothing: it goes with its namespace"
    }
  }

  /// Whether doing it twice is as doing it once; the others fail the second time.
  public var isIdempotent: Bool {
    switch self {
    case .setUp, .setSysctl, .writeKnob, .disableOffloads, .shape, .attachToBridge, .resumeDomain:
      true
    case .createNamespace, .createVethPair, .createBridge, .addAddress, .addRoute, .addNeighbour,
      .startDomain, .moveInterface, .takePort, .addPolicyRule, .addPolicyRoute:
      false
    }
  }

  private static func place(_ name: String, _ namespace: String?) -> String {
    namespace.map { "\(name) in \($0)" } ?? "\(name) of this machine"
  }
}

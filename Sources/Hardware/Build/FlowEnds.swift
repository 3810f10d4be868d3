import Model

/// Where a flow's frames leave and arrive, and the addresses that they need.
struct FlowEnds: Hashable, Sendable {
  /// The port that the source sends on.
  var source: Wiring.Port
  /// The port that the destination receives on.
  var destination: Wiring.Port
  /// The hardware address of the first hop; nil where only the source's kernel can tell it.
  var nextHop: Station?
  /// The source's address.
  var from: IPv4Address
  /// The destination's address.
  var to: IPv4Address

  /// The ends of `flow`.
  ///
  /// - Throws: `MeasureError.unsupported` where the scenario's path cannot be made.
  init(_ flow: Flow, in scenario: Scenario, wiring: Wiring) throws(MeasureError) {
    let path: [PathHop]
    do {
      path = try scenario.path(from: flow.source, to: flow.destination)
    } catch {
      throw .unsupported(["\(flow.source) → \(flow.destination): \(error)"])
    }
    guard path.count >= 2, let leaving = path[0].outgoing.flatMap(wiring.port),
      let arriving = path[path.count - 1].incoming.flatMap(wiring.port)
    else {
      throw .unsupported(["\(flow.source) → \(flow.destination): the path has no interface"])
    }
    source = leaving
    destination = arriving
    // A routed VM's interface has two ends; the far one's address is libvirt's choice.
    nextHop = path[1].incoming.flatMap { interface in
      interface == path[0].outgoing ? nil : wiring.port(interface)?.station
    }
    let nics = scenario.hosts.flatMap { host in
      host.nics.map { (Place(host: host.id), $0) }
        + host.vms.flatMap { vm in vm.nics.map { (Place(host: host.id, vm: vm.id), $0) } }
    }
    func address(_ place: Place) -> IPv4Address? {
      nics.first { $0.0 == place && $0.1.address != nil }?.1.address?.address
    }
    guard let to = address(flow.destination),
      let from = leaving.nic.address?.address ?? address(flow.source)
    else { throw .unsupported(["\(flow.source) → \(flow.destination): an end has no address"]) }
    self.from = from
    self.to = to
  }
}

import Console
import Model

extension AgentConfiguration {
  /// What the network of a VM of the scenario shall be: its addresses and routes, and whether it
  /// hands on packets.
  ///
  /// - Parameters:
  ///   - forwards: Whether the VM's kernel is the router.
  ///   - mtu: The largest packet in bytes.
  init(_ vm: VM, at place: Place, wiring: Wiring, forwards: Bool, mtu: Int) {
    func station(_ nic: NIC.ID) -> String? {
      wiring.port(Model.Interface(place: place, nic: nic))?.station.description
    }
    let interfaces = vm.nics.compactMap { nic -> Interface? in
      guard let station = station(nic.id) else { return nil }
      return Interface(
        station, addresses: nic.address.map { [$0.description] } ?? [], mtu: mtu,
        offloads: false)
    }
    var routes: [Route] = []
    for route in vm.routes {
      let connected = vm.nics.first { nic in
        route.via.map { nic.address?.subnet.contains($0) ?? false } ?? false
      }
      let nic = route.nic ?? connected?.id
      let interface = nic.flatMap(station)
      // A next hop beyond the interface's own network, as a routed VM's is, is a neighbour all the
      // same.
      if let via = route.via, connected == nil {
        routes.append(Route("\(via)/32", interface: interface))
      }
      routes.append(
        Route(route.to.description, via: route.via?.description, interface: interface))
    }
    self.init(
      hostName: "hypertwin", interfaces: interfaces, routes: routes,
      settings: [.forwarding(forwards)] + Setting.reversePathFilter(0))
  }
}

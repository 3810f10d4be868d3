import Kernels
import Model

/// A host of a scenario as a router, for captures.
///
/// Scenarios have no Ethernet addresses: the interface number n of the scenario, counted over all
/// hosts and their VMs in the order of the file, from 1, has 02:00:00:00:00:00 + n.
struct RouterScenario {
  /// The names of the host's interfaces with addresses; a port each.
  private(set) var ports: [String] = []
  /// The host's interfaces, all others of the scenario on its networks as neighbours, its routes.
  private(set) var configuration = RouterConfiguration(interfaces: [])

  /// The host called `name`.
  ///
  /// - Throws: `Failure.input` if there is none, or its routes lead nowhere.
  init(_ scenario: Scenario, host name: String) throws(Failure) {
    guard let host = scenario.hosts.first(where: { $0.id.name == name }) else {
      let names = scenario.hosts.map(\.id.name).joined(separator: ", ")
      throw .input("--host \(name): the scenario has no such host; it has \(names)")
    }
    var number: UInt64 = 0
    var others: [(address: IPv4Address, mac: MACAddress)] = []
    for machine in scenario.hosts {
      for nic in machine.nics + machine.vms.flatMap(\.nics) {
        number += 1
        let mac = MACAddress(bits: 0x0200_0000_0000 + number)
        guard let address = nic.address else { continue }
        if machine.id == host.id, host.nics.contains(where: { $0.id == nic.id && $0 == nic }) {
          let attached = AttachedAddress(address.address, network: address.subnet)
          configuration.interfaces.append(
            RouterInterface(name: nic.id.name, port: ports.count, mac: mac, ipv4: [attached]))
          ports.append(nic.id.name)
        } else {
          others.append((address.address, mac))
        }
      }
    }
    for other in others {
      guard let index = interface(reaching: other.address) else { continue }
      configuration.neighboursIPv4.append(
        Neighbour(other.address, mac: other.mac, interface: index))
    }
    var problems: [String] = []
    if ports.isEmpty {
      problems.append("none of its interfaces has an address; give one an address, or use --routes")
    }
    for route in host.routes where route.incoming == nil {
      let index =
        ports.firstIndex { $0 == route.nic?.name } ?? route.via.flatMap { interface(reaching: $0) }
      guard let index else {
        problems.append(
          "the route to \(route.to) leaves by no interface of the host that has an address; "
            + "there are: \(ports.joined(separator: ", "))")
        continue
      }
      configuration.routesIPv4.append(
        Route(
          route.to,
          nextHop: route.via.map { .via($0, interface: index) } ?? .attached(interface: index)))
    }
    if !ports.isEmpty { problems += configuration.problems }
    guard problems.isEmpty else {
      throw .input(problems.map { "host \(name): \($0)" }.joined(separator: "\n"))
    }
  }

  private func interface(reaching address: IPv4Address) -> Int? {
    configuration.interfaces.firstIndex { interface in
      interface.ipv4.contains { $0.network.contains(address) }
    }
  }
}

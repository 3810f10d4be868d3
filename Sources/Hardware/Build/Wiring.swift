import Model

/// How a scenario's network is made on this machine: names, hardware addresses and who is joined to
/// whom. A pure function of the scenario.
struct Wiring: Hashable, Sendable {
  /// An interface that plays a NIC of the scenario.
  struct Port: Hashable, Sendable {
    /// The NIC.
    var nic: NIC
    /// The machine that the NIC belongs to.
    var place: Place
    /// Its name: in the host's namespace for a host's NIC; of the tap for a VM's.
    var interface: String
    /// Its hardware address.
    var station: Station
    /// The interface that has the host's address: the bridge where VMs are bridged to the NIC.
    var addressed: String
  }

  /// What plays one host.
  struct Node: Hashable, Sendable {
    /// The host.
    var host: Host
    /// The network namespace.
    var namespace: String
    /// Its physical NICs.
    var ports: [Port]
    /// The NICs of its VMs, by VM and then by NIC.
    var guestPorts: [Port]
    /// The bridge of each physical NIC that VMs are bridged to.
    var bridges: [NIC.ID: String]
    /// Whether it hands on packets that are not its own, as a router.
    var forwards: Bool
  }

  /// The hosts in the scenario's order.
  var nodes: [Node]

  /// The node of that host.
  func node(_ host: Host.ID) -> Node? { nodes.first { $0.host.id == host } }

  /// The port that plays that interface.
  func port(_ interface: Interface) -> Port? {
    guard let node = node(interface.place.host) else { return nil }
    let ports = interface.place.vm == nil ? node.ports : node.guestPorts
    return ports.first { $0.place == interface.place && $0.nic.id == interface.nic }
  }

  /// The wiring of `scenario`, in whose names the placeholders of `Names` stand for the run.
  init(_ scenario: Scenario) {
    var taps = 0
    nodes = scenario.hosts.enumerated().map { index, host in
      let place = Place(host: host.id)
      var bridges: [NIC.ID: String] = [:]
      for (number, nic) in host.nics.enumerated() {
        let isShared = host.vms.contains { vm in
          vm.nics.contains { $0.uplink == nic.id && $0.attachment == .bridged }
        }
        if isShared { bridges[nic.id] = "br\(number)" }
      }
      let ports = host.nics.enumerated().map { number, nic in
        let interface = Self.interface(nic.id, number: number)
        return Port(
          nic: nic, place: place, interface: interface,
          station: Station(host: index, guest: 0, nic: number),
          addressed: bridges[nic.id] ?? interface)
      }
      let guestPorts = host.vms.enumerated().flatMap { guest, vm in
        vm.nics.enumerated().map { number, nic in
          defer { taps += 1 }
          let tap = Names.interface(taps)
          return Port(
            nic: nic, place: Place(host: host.id, vm: vm.id), interface: tap,
            station: Station(host: index, guest: guest + 1, nic: number), addressed: tap)
        }
      }
      return Node(
        host: host, namespace: Names.namespace("\(index)-\(host.id)"),
        ports: ports, guestPorts: guestPorts, bridges: bridges,
        forwards: Self.forwards(host, in: scenario))
    }
  }

  /// A NIC's name where Linux takes it and nothing else has it; else one made of its number.
  private static func interface(_ nic: NIC.ID, number: Int) -> String {
    let taken = ["lo", "all", "default", "tmp"]
    guard let name = plain(nic.name), !taken.contains(name), !name.hasPrefix("br") else {
      return "p\(number)"
    }
    return name
  }

  /// The name if it is one that needs no quoting anywhere and fits; nil otherwise.
  private static func plain(_ name: String) -> String? {
    Testbed.isInterfaceName(name) ? name : nil
  }

  /// Whether packets of a workload pass through the host itself, or its VMs are routed to.
  private static func forwards(_ host: Host, in scenario: Scenario) -> Bool {
    let isRouter = scenario.workloads.contains { workload in
      guard case .flow(let flow) = workload.kind,
        let path = try? scenario.path(from: flow.source, to: flow.destination)
      else { return false }
      return path.dropFirst().dropLast().contains { $0.place == Place(host: host.id) }
    }
    return isRouter || host.vms.contains { $0.nics.contains { $0.attachment == .routed } }
  }
}

/// The hardware address of an interface of a run, which is locally administered (IEEE 802, bit 1 of
/// the first octet).
struct Station: Hashable, Sendable, CustomStringConvertible {
  /// The six octets.
  let octets: [UInt8]

  /// The address of a NIC by the numbers of its host, its VM (0 for the host itself) and itself.
  ///
  /// Runs have networks of their own, so two runs may have the same addresses.
  init(host: Int, guest: Int, nic: Int) {
    let number = (host * 4097 + guest) * 64 + nic
    octets =
      [0x02, 0x48]
      + (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// Six pairs of hexadecimal digits with colons.
  var description: String {
    octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }
}

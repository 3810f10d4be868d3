import Model

/// How a scenario's network is made on the machines of a testbed: names, hardware addresses and who
/// is joined to whom. A pure function of scenario and testbed.
struct Wiring: Hashable, Sendable {
  /// An interface that plays a NIC of the scenario.
  struct Port: Hashable, Sendable {
    /// The NIC.
    var nic: NIC
    /// The machine that the NIC belongs to.
    var place: Place
    /// Its name: in the host's namespace for a host's NIC; of the tap for a VM's.
    var interface: String
    /// Whether it is a real interface of the machine, which the run takes and gives back.
    var isReal = false
    /// Its hardware address, or what stands for it in a plan: `{mac:N}` for one that derives from
    /// the run, `{port:NAME}` for a real interface's own.
    var station: Station
    /// The interface that has the host's address: the bridge where VMs are bridged to the NIC.
    var addressed: String
  }

  /// What plays one host.
  struct Node: Hashable, Sendable {
    /// The host.
    var host: Host
    /// The machine that it is on; nil for this one.
    var machine: Testbed.Remote?
    /// The network namespace.
    var namespace: String
    /// Its physical NICs, but for those that a bridge of the machine stands for.
    var ports: [Port]
    /// The NICs of its VMs, by VM and then by NIC.
    var guestPorts: [Port]
    /// The bridge of each physical NIC that VMs are bridged to.
    var bridges: [NIC.ID: String]
    /// The machine's own bridges, which are there before, for physical NICs that VMs are bridged
    /// to.
    var ownBridges: [NIC.ID: String]
    /// Whether it hands on packets that are not its own, as a router.
    var forwards: Bool
    /// Who does that.
    var forwarder: Testbed.Forwarder
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
  init(_ scenario: Scenario, on testbed: Testbed = .thisMachine) {
    var taps = 0
    var stations = 0
    func nextStation() -> Station {
      defer { stations += 1 }
      return Station(number: stations)
    }
    nodes = scenario.hosts.enumerated().map { index, host in
      let machine = testbed.machine(of: host.id)
      let place = Place(host: host.id)
      var bridges: [NIC.ID: String] = [:]
      for (number, nic) in host.nics.enumerated() {
        let isShared = host.vms.contains { vm in
          vm.nics.contains { $0.uplink == nic.id && $0.attachment == .bridged }
        }
        if isShared, machine.bridges[nic.id] == nil { bridges[nic.id] = "br\(number)" }
      }
      let ports = host.nics.enumerated().compactMap { number, nic -> Port? in
        guard machine.bridges[nic.id] == nil else { return nil }
        let real = machine.ports[nic.id]
        let interface = real ?? Self.interface(nic.id, number: number)
        return Port(
          nic: nic, place: place, interface: interface, isReal: real != nil,
          station: real.map { Station(port: $0) } ?? nextStation(),
          addressed: bridges[nic.id] ?? interface)
      }
      let guestPorts = host.vms.flatMap { vm in
        vm.nics.map { nic in
          defer { taps += 1 }
          let tap = Names.interface(taps)
          return Port(
            nic: nic, place: Place(host: host.id, vm: vm.id), interface: tap,
            station: nextStation(), addressed: tap)
        }
      }
      return Node(
        host: host, machine: machine.remote, namespace: Names.namespace("\(index)-\(host.id)"),
        ports: ports, guestPorts: guestPorts, bridges: bridges, ownBridges: machine.bridges,
        forwards: Self.forwards(host, in: scenario), forwarder: machine.forwarder)
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

extension Wiring {
  /// The wiring of one run: names and hardware addresses as they really are.
  ///
  /// - Parameter macs: The address of a machine's real interface.
  /// - Throws: `MeasureError` for a real interface that is not there.
  func filled(
    by run: RunID, macs: (Testbed.Remote?, String) throws(MeasureError) -> String
  ) throws(MeasureError) -> Wiring {
    var wiring = self
    for index in nodes.indices {
      let machine = nodes[index].machine
      func fill(_ port: inout Port) throws(MeasureError) {
        port.station =
          port.isReal
          ? Station(mac: try macs(machine, port.interface))
          : Station(mac: run.fill(port.station.description))
        port.interface = run.fill(port.interface)
        port.addressed = run.fill(port.addressed)
      }
      wiring.nodes[index].namespace = run.fill(nodes[index].namespace)
      for place in nodes[index].ports.indices { try fill(&wiring.nodes[index].ports[place]) }
      for place in nodes[index].guestPorts.indices {
        try fill(&wiring.nodes[index].guestPorts[place])
      }
    }
    return wiring
  }
}

/// The hardware address of an interface of a run, or what stands for it in a plan.
struct Station: Hashable, Sendable, CustomStringConvertible {
  /// Six pairs of hexadecimal digits with colons, or a placeholder.
  let description: String

  /// The address of a run's interface of that number: `Names.station`.
  init(number: Int) { description = Names.station(number) }

  /// A real interface's own address, which nobody knows beforehand.
  init(port: String) { description = "{port:\(port)}" }

  /// That address.
  init(mac: String) { description = mac }
}

import Appliance
import Model

/// Makes the plan of one sample: everything that is done to the machines of a testbed so that a
/// scenario runs on them. A pure function of its inputs, so the same inputs give a plan with the
/// same hash.
struct PlanBuilder {
  /// How the guests of one host are run.
  struct Guests: Hashable, Sendable {
    /// libvirt's connection.
    var connection: String
    /// KVM, emulation or one of Xen's ways.
    var platform: DomainXML.Platform
    /// The kernel, as the hypervisor's host sees it.
    var kernel: String
    /// The initial RAM disk.
    var initrd: String
    /// The kernel's command line.
    var commandLine: String
    /// How a guest of Xen reads the time-stamp counter; nil for others.
    var tsc: Testbed.TSCMode?
    /// What the hypervisor runs when it has made an interface; nil for nothing.
    var script: String?
  }

  /// What is to be run.
  let scenario: Scenario
  /// How its network is made.
  let wiring: Wiring
  /// How each guest is run.
  let guests: [Place: Guests]

  /// Frames that a NIC's queue holds, as Linux's default (`txqueuelen`).
  private static let queuedFrames = 1000
  /// How long an unused bridge entry is kept, Linux's default in seconds.
  private static let bridgeAgeing = 300

  /// The largest IP packet of the scenario's flows in bytes, at least Ethernet's 1500.
  static func mtu(of scenario: Scenario) -> Int {
    let frames = scenario.workloads.compactMap { workload -> Int? in
      guard case .flow(let flow) = workload.kind else { return nil }
      return Int(flow.frame.bytes)
    }
    // A frame has a header of 14 bytes and a CRC of 4 around the packet.
    return max(1500, (frames.max() ?? 0) - 18)
  }

  /// The part of the plan that is done on one machine; nil for this one.
  func plan(on machine: Testbed.Remote? = nil) throws(MeasureError) -> Plan {
    let missing = scenario.unrealised
    guard missing.isEmpty else { throw .unsupported(missing) }
    var plan = Plan()
    let nodes = wiring.nodes.filter { $0.machine == machine }
    for node in nodes {
      plan.append(.createNamespace(name: node.namespace))
      for (name, value) in parameters(of: node) {
        plan.append(.setSysctl(namespace: node.namespace, name: name, value: value))
      }
    }
    for node in nodes { takePorts(of: node, to: &plan) }
    try addLinks(on: machine, to: &plan)
    for node in nodes { addInterfaces(of: node, to: &plan) }
    for node in nodes { try addGuests(of: node, to: &plan) }
    for node in nodes { addRoutes(of: node, to: &plan) }
    return plan
  }

  /// Kernel parameters of a host's namespace. IPv6 is off, for its own messages would be counted.
  private func parameters(of node: Wiring.Node) -> [(String, String)] {
    var parameters = [
      ("net.ipv6.conf.all.disable_ipv6", "1"), ("net.ipv6.conf.default.disable_ipv6", "1"),
      ("net.ipv4.conf.all.rp_filter", "0"), ("net.ipv4.conf.default.rp_filter", "0"),
    ]
    // Otherwise our own forwarder and the kernel would both forward every packet.
    if node.forwards, node.forwarder == .kernel || !node.host.vms.isEmpty {
      parameters.append(("net.ipv4.ip_forward", "1"))
    }
    if node.guestPorts.contains(where: { $0.nic.attachment == .routed }) {
      // The host answers for what lies behind it, as Xen's vif-route has it.
      parameters += [
        ("net.ipv4.conf.all.proxy_arp", "1"), ("net.ipv4.conf.default.proxy_arp", "1"),
      ]
    }
    return parameters
  }

  /// Real interfaces move into their host's namespace. Their offloads are changed before, so that
  /// they are given back as they were.
  private func takePorts(of node: Wiring.Node, to plan: inout Plan) {
    for port in node.ports where port.isReal {
      plan.append(
        .disableOffloads(
          namespace: nil, interface: port.interface, features: ["tso", "gso", "gro", "lro"]))
      plan.append(
        .takePort(
          interface: port.interface, namespace: node.namespace, mtu: Self.mtu(of: scenario)))
    }
  }

  /// Virtual cables between hosts of one machine. Where real interfaces play the ends, there is a
  /// real cable.
  private func addLinks(
    on machine: Testbed.Remote?, to plan: inout Plan
  ) throws(MeasureError) {
    let mtu = Self.mtu(of: scenario)
    for link in scenario.links {
      let nodes = link.ends.map { wiring.node($0.host) }
      guard nodes.contains(where: { $0?.machine == machine }) else { continue }
      let areReal = zip(link.ends, nodes).map { end, node in
        node?.ownBridges[end.nic] != nil
          || node?.ports.contains { $0.nic.id == end.nic && $0.isReal } ?? false
      }
      if areReal.allSatisfy(\.self) { continue }
      guard !areReal.contains(true), nodes.allSatisfy({ $0?.machine == machine }) else {
        throw .unsupported([
          "the cable of \(link.ends.map(\.description).joined(separator: " and ")) has one end "
            + "that is a real interface or on another machine; name both ports in the testbed"
        ])
      }
      let ends = link.ends.compactMap { end -> (VethEnd, Wiring.Port)? in
        guard let node = wiring.node(end.host),
          let port = node.ports.first(where: { $0.nic.id == end.nic })
        else { return nil }
        let veth = VethEnd(
          namespace: node.namespace, name: port.interface, mac: port.station.description)
        return (veth, port)
      }
      guard ends.count == 2 else {
        throw .unsupported(["the link \(link.ends.map(\.description)) has an end that is nowhere"])
      }
      plan.append(.createVethPair(ends[0].0, ends[1].0, mtu: mtu))
      for (veth, _) in ends {
        plan.append(
          .disableOffloads(
            namespace: veth.namespace, interface: veth.name, features: cableOffloads))
        plan.append(
          .shape(
            namespace: veth.namespace, interface: veth.name, Self.bucket(link.rate, mtu: mtu)))
      }
    }
  }

  /// What is turned off at the ends of a virtual cable. Our own forwarder sees frames as they are
  /// there, so their checksums must be whole there too.
  private var cableOffloads: [String] {
    let isOwn = wiring.nodes.contains { $0.forwarder == .hypertwin }
    return ["tso", "gso", "gro"] + (isOwn ? ["tx"] : [])
  }

  /// A link's rate: what may pass at once is a millisecond's worth, and the queue is a NIC's.
  private static func bucket(_ rate: BitRate, mtu: Int) -> TokenBucket {
    let bits = rate.bitsPerSecond
    let frameBits = Double((mtu + 18) * 8)
    let wait = Double(queuedFrames) * frameBits / bits * 1e6
    return TokenBucket(
      bitsPerSecond: Int(min(bits, 1e15)),
      burstBytes: Int(min(max(bits / 8 / 1000, frameBits / 8 * 10), 1e9)),
      latencyMicroseconds: Int(min(max(wait, 1000), 1e7)))
  }

  /// Whether a link of the scenario ends at a host's NIC.
  private func isLinked(_ port: Wiring.Port) -> Bool {
    scenario.links.contains { link in
      link.ends.contains { $0.host == port.place.host && $0.nic == port.nic.id }
    }
  }

  private func addInterfaces(of node: Wiring.Node, to plan: inout Plan) {
    let namespace = node.namespace
    for port in node.ports {
      let bridge = node.bridges[port.nic.id]
      // A NIC without a cable is the bridge of its VMs alone, or one that nobody is joined to.
      let isCabled = port.isReal || isLinked(port)
      if let name = bridge ?? (isCabled ? nil : port.interface) {
        plan.append(
          .createBridge(namespace: namespace, name: name, ageingSeconds: Self.bridgeAgeing))
        if isCabled {
          plan.append(
            .attachToBridge(namespace: namespace, interface: port.interface, bridge: name))
        }
        plan.append(.setUp(namespace: namespace, interface: name))
      }
      if isCabled { plan.append(.setUp(namespace: namespace, interface: port.interface)) }
      if let address = port.nic.address {
        plan.append(
          .addAddress(
            namespace: namespace, interface: port.addressed, address: address.description))
      }
    }
  }

  private func addGuests(of node: Wiring.Node, to plan: inout Plan) throws(MeasureError) {
    for vm in node.host.vms {
      guard let guests = guests[Place(host: node.host.id, vm: vm.id)] else {
        throw .unsupported(["\(node.host.id)/\(vm.id): nothing says how its guests are run"])
      }
      let role = Self.role(Place(host: node.host.id, vm: vm.id))
      let ports = node.guestPorts.filter { $0.place.vm == vm.id }
      let domain = try domain(vm, of: node, ports: ports, guests: guests, role: role)
      plan.append(
        .startDomain(DomainStart(uri: guests.connection, role: role, xml: domain.xml())))
      for port in ports {
        if let bridge = port.nic.uplink.flatMap({ node.ownBridges[$0] }) {
          try attach(port, toOwn: bridge, in: &plan)
          continue
        }
        plan.append(.moveInterface(interface: port.interface, namespace: node.namespace))
        if port.nic.attachment == .bridged,
          let bridge = port.nic.uplink.flatMap({ node.bridges[$0] })
        {
          plan.append(
            .attachToBridge(
              namespace: node.namespace, interface: port.interface, bridge: bridge))
        }
        plan.append(.setUp(namespace: node.namespace, interface: port.interface))
      }
      plan.append(.resumeDomain(uri: guests.connection, role: Names.label(role)))
    }
  }

  /// A guest on a bridge that the machine has already: its tap stays in the machine's own
  /// namespace.
  private func attach(
    _ port: Wiring.Port, toOwn bridge: String, in plan: inout Plan
  ) throws(MeasureError) {
    guard port.nic.attachment == .bridged else {
      throw .unsupported([
        "\(port.place).\(port.nic.id): only a bridged NIC can be attached to the bridge \(bridge); "
          + "name a port instead"
      ])
    }
    plan.append(.attachToBridge(namespace: nil, interface: port.interface, bridge: bridge))
    plan.append(.setUp(namespace: nil, interface: port.interface))
  }

  /// The role of a VM's domain within the run.
  static func role(_ place: Place) -> String {
    Names.label(place.vm.map { "\(place.host)-\($0)" } ?? place.host.name)
  }

  private func domain(
    _ vm: VM, of node: Wiring.Node, ports: [Wiring.Port], guests: Guests, role: String
  ) throws(MeasureError) -> DomainXML {
    var domain = DomainXML(
      platform: guests.platform, role: role, vCPUs: vm.vcpus, memory: vm.memory)
    domain.pinning = vm.pinning.map { [$0] }
    domain.hugePages = vm.pageSize.bytes > 4096 ? vm.pageSize : nil
    domain.kernel = guests.kernel
    domain.initrd = guests.initrd
    domain.commandLine = guests.commandLine
    domain.tsc = guests.tsc ?? .native
    let place = "\(node.host.id)/\(vm.id)"
    for port in ports {
      guard let model = DomainNIC.Model(rawValue: port.nic.model.rawValue) else {
        throw .unsupported([
          "\(place).\(port.nic.id): a NIC of model \(port.nic.model.rawValue) cannot be made in a "
            + "namespace; hardware mode makes rtl8139, e1000, virtio, virtio+vhost and netfront"
        ])
      }
      domain.nics.append(
        DomainNIC(
          model: model, tap: port.interface, mac: port.station.description,
          attachment: .tap(script: guests.script)))
    }
    return domain
  }

  private func addRoutes(of node: Wiring.Node, to plan: inout Plan) {
    let namespace = node.namespace
    for port in node.guestPorts where port.nic.attachment == .routed {
      guard let address = port.nic.address?.address else { continue }
      plan.append(
        .addRoute(
          namespace: namespace, destination: "\(address)/32", via: nil,
          interface: port.interface))
    }
    addPolicyRules(of: node, to: &plan)
    for route in node.host.routes {
      let interface = route.nic.flatMap { nic in
        node.ports.first { $0.nic.id == nic }?.addressed
      }
      if let incoming = route.incoming {
        plan.append(
          .addPolicyRoute(
            namespace: namespace, table: table(of: incoming, node),
            destination: route.to.description, via: route.via?.description,
            interface: interface))
      } else {
        plan.append(
          .addRoute(
            namespace: namespace, destination: route.to.description,
            via: route.via?.description, interface: interface))
      }
    }
  }

  /// One table for each NIC that has routes for what comes in by it, looked at before all others.
  private func addPolicyRules(of node: Wiring.Node, to plan: inout Plan) {
    for port in node.ports where node.host.routes.contains(where: { $0.incoming == port.nic.id }) {
      plan.append(
        .addPolicyRule(
          namespace: node.namespace, incoming: port.addressed,
          table: table(of: port.nic.id, node)))
    }
  }

  /// The number of a NIC's table: free ones begin at 1, 253 and beyond are the kernel's own.
  private func table(of nic: NIC.ID, _ node: Wiring.Node) -> Int {
    1000 + (node.ports.firstIndex { $0.nic.id == nic } ?? 0)
  }
}

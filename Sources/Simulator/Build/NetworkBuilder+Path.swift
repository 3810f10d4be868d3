import Model

extension NetworkBuilder {
  /// The stages and wires that a packet crosses from one place to another, in order.
  mutating func path(
    from source: Place, to destination: Place, name: String, endpoints: Flow.Endpoints
  ) throws(SimulationError) -> [NetworkPlan.Hop] {
    let hops: [PathHop]
    do {
      hops = try index.path(from: source, to: destination)
    } catch {
      throw .noPath(flow: name, reason: "\(error)")
    }
    var result: [NetworkPlan.Hop] = []
    joins = false
    defer { joins = false }
    for (position, hop) in hops.enumerated() {
      let node = try Node(hop: hop, in: index)
      let previous = position > 0 ? hops[position - 1].place : nil
      let next = position + 1 < hops.count ? hops[position + 1].place : nil
      if endpoints == .testers && (previous == nil || next == nil) {
        if let outgoing = node.outgoing { result.append(try link(from: outgoing)) }
      } else if node.vm != nil {
        try crossVM(node, from: previous, to: next, into: &result)
      } else {
        try crossHost(node, from: previous, to: next, into: &result)
      }
    }
    return result
  }

  /// A host that sends, receives or forwards the packet itself (dom0 under Xen).
  private mutating func crossHost(
    _ node: Node, from previous: Place?, to next: Place?, into result: inout [NetworkPlan.Hop]
  ) throws(SimulationError) {
    if let incoming = node.incoming, incoming.place.vm == nil {
      joins = hostNIC(node, incoming.nic)?.segmentationOffload ?? false
    } else if previous == nil, let outgoing = node.outgoing {
      joins = (node.outgoingNIC ?? hostNIC(node, outgoing.nic))?.segmentationOffload ?? false
    }
    let isSwitch = node.host.forwarding == .hardware
    if !isSwitch {
      result.append(try hostStage(node, isSource: previous == nil, isSink: next == nil))
    }
    if let outgoing = node.outgoing, outgoing.place.vm == nil {
      result.append(try link(from: outgoing))
    }
  }

  /// A VM that sends, receives or forwards the packet.
  private mutating func crossVM(
    _ node: Node, from previous: Place?, to next: Place?, into result: inout [NetworkPlan.Hop]
  ) throws(SimulationError) {
    if let nic = node.incomingNIC {
      let crossedWire = previous?.host != node.host.id
      if crossedWire { joins = hostNIC(node, nic.uplink)?.segmentationOffload ?? false }
      if nic.attachment == .bridged && crossedWire {
        result.append(try bridgeStage(node, uplink: nic.uplink))
      }
      // What an interface does not take joined is cut apart before it.
      joins = joins && nic.segmentationOffload
      if let hop = try backendReceiveStage(node, nic: nic) { result.append(hop) }
    } else {
      joins = node.outgoingNIC?.segmentationOffload ?? false
    }
    result.append(try vcpuStage(node, isEndpoint: previous == nil || next == nil))
    if let nic = node.outgoingNIC {
      joins = joins && nic.segmentationOffload
      if let hop = try backendTransmitStage(node, nic: nic) { result.append(hop) }
      if next?.host != node.host.id, let uplink = nic.uplink {
        result.append(try link(from: Interface(place: Place(host: node.host.id), nic: uplink)))
      }
    }
  }

  /// A physical interface of the host that a hop is on.
  private func hostNIC(_ node: Node, _ nic: NIC.ID?) -> NIC? {
    node.host.nics.first { $0.id == nic }
  }

  /// The direction of the link that leaves by a physical NIC.
  private mutating func link(from interface: Interface) throws(SimulationError) -> NetworkPlan.Hop {
    let end = Link.End(host: interface.place.host, nic: interface.nic)
    guard let link = index.link(at: end),
      let peer = link.ends.first(where: { $0 != end })
    else { throw .invalid("\(end) has no link") }
    let name = "\(end) → \(peer)"
    // Transmitters run at the nominal rate within their clocks' tolerance.
    let share = try costs.value("line_rate_share")
    return wire(named: name) {
      .init(
        name: name, byte: 8e12 / (link.rate.bitsPerSecond * share),
        overhead: FrameLayout.wireOverhead, delay: link.delay.picoseconds,
        queueLimit: QueueLengths.deviceQueue, from: interface,
        to: Interface(place: Place(host: peer.host), nic: peer.nic))
    }
  }
}

/// One hop of a path with its machine and its interfaces looked up.
struct Node {
  let host: Host
  let vm: VM?
  let incoming: Interface?
  let outgoing: Interface?

  /// The hop's machine in the scenario.
  init(hop: PathHop, in index: ScenarioIndex) throws(SimulationError) {
    guard let host = index.host(hop.place.host) else {
      throw .invalid("there is no host \"\(hop.place.host)\"")
    }
    self.host = host
    vm = index.vm(hop.place)
    incoming = hop.incoming
    outgoing = hop.outgoing
  }

  /// `HOST` or `HOST/VM`.
  var name: String { vm.map { "\(host.id)/\($0.id)" } ?? host.id.name }

  /// The VM's interface that the packet comes in by; nil on a host or at the source.
  var incomingNIC: NIC? { nic(incoming) }

  /// The VM's interface that the packet leaves by; nil on a host or at the sink.
  var outgoingNIC: NIC? { nic(outgoing) }

  private func nic(_ interface: Interface?) -> NIC? {
    guard let interface, interface.place.vm == vm?.id else { return nil }
    return vm?.nics.first { $0.id == interface.nic }
  }
}

import Model

/// The stages of the cost model (design: "stage chains"), each with its costs.
///
/// Costs come from the parameters named in the code; where a forwarded packet's cost is split over
/// two stages, half of `linux_fwd_pkt` counts as receiving and half as transmitting.
extension NetworkBuilder {
  /// The thread that serves a physical NIC's receive queue on a host, on the core that the queue's
  /// interrupt goes to.
  private mutating func softirq(
    _ host: Host, nic: NIC.ID, queue: Int?
  ) throws(SimulationError) -> Int {
    let position = (host.nics.firstIndex { $0.id == nic } ?? 0) + (queue ?? 0)
    return thread(
      named: name("\(host.id) softirq \(nic)", queue: queue), host: host,
      core: host.hypervisor.dom0VCPUs.map { position % $0 },
      wakeDelay: host.hypervisor.kind == .xen
        ? try wakeDelay(ofGuestWith: .netfront, host: host) : 0,
      moderation: try moderation(of: host.nics.first { $0.id == nic }))
  }

  /// The thread that takes what comes to a host by a NIC of its own, or from one of a guest.
  private mutating func receiver(
    _ host: Host, vm: VM.ID?, nic: NIC.ID, queue: Int?
  ) throws(SimulationError) -> Int {
    if let vm { return try dom0Backend(host, vm: vm, nic: nic, queue: queue) }
    return try softirq(host, nic: nic, queue: queue)
  }

  /// Picoseconds for which a physical NIC gathers packets.
  private func moderation(of nic: NIC?) throws(SimulationError) -> Double {
    if let time = nic?.moderation { return Double(time.picoseconds) }
    return try costs.seconds("interrupt_moderation")
  }

  /// A host's own work on a packet: as an end of the flow, or to forward it.
  mutating func hostStage(
    _ node: Node, isSource: Bool, isSink: Bool
  ) throws(SimulationError) -> NetworkPlan.Hop {
    let clock = node.host.processor.clock
    let host = node.host
    if isSource {
      return try stage(named: "\(node.name) transmit") { builder throws(SimulationError) in
        .init(
          name: "",
          thread: builder.thread(
            named: "\(host.id) sender", host: host,
            core: host.hypervisor.dom0VCPUs.map { _ in 0 }),
          batch: 0, packet: try builder.costs.time("tcp_endpoint_pkt", at: clock),
          byte: try builder.costs.time("copy_byte", at: clock),
          batchLimit: QueueLengths.napiBudget, queueLimit: .max, notify: 0)
      }
    }
    let entry = node.incoming?.nic.name ?? "lo"
    let verb = isSink ? "receive" : "forward"
    let cost = isSink ? "tcp_endpoint_pkt" : "linux_fwd_pkt"
    let guest = host.vms.first { $0.id == node.incoming?.place.vm }
    let fromVM = guest != nil
    let nic = (guest?.nics ?? host.nics).first { $0.id.name == entry }
    let queue = queue(of: nic)
    return try driverStage(
      named: name("\(node.name) \(verb) \(entry)", queue: queue), host: host,
      takesFrames: !fromVM
    ) { builder throws(SimulationError) in
      .init(
        name: "",
        thread: try builder.receiver(host, vm: guest?.id, nic: NIC.ID(entry), queue: queue),
        batch: fromVM ? 0 : try builder.costs.time("softirq_batch", at: clock),
        packet: try builder.costs.time(cost, at: clock),
        byte: isSink ? try builder.costs.time("copy_byte", at: clock) : 0,
        batchLimit: QueueLengths.napiBudget,
        queueLimit: fromVM
          ? QueueLengths.deviceQueue
          : nic?.queue ?? QueueLengths.nicRing,
        notify: 0)
    }
  }

  /// A stage that takes frames from a device one by one, even where it joins them, if
  /// `takesFrames`.
  private mutating func driverStage(
    named name: String, host: Host, takesFrames: Bool = true,
    _ make: (inout NetworkBuilder) throws(SimulationError) -> NetworkPlan.Stage
  ) throws(SimulationError) -> NetworkPlan.Hop {
    try stage(named: name) { builder throws(SimulationError) in
      var stage = try make(&builder)
      // Each segment comes in a buffer of its own (GRO).
      if builder.joins && takesFrames {
        stage.merge = try builder.costs.time("page_alloc_put", at: host.processor.clock)
      }
      return stage
    }
  }

  /// The host's receive work for a bridged VM: driver, bridge, and into the VM's queue.
  mutating func bridgeStage(_ node: Node, uplink: NIC.ID?) throws(SimulationError)
    -> NetworkPlan.Hop
  {
    guard let uplink else { throw .invalid("\(node.name) has a bridged NIC without an uplink") }
    let clock = node.host.processor.clock
    let host = node.host
    let nic = host.nics.first { $0.id == uplink }
    let queue = queue(of: nic)
    return try driverStage(
      named: name("\(host.id) bridge \(uplink)", queue: queue), host: host
    ) { builder throws(SimulationError) in
      .init(
        name: "", thread: try builder.softirq(host, nic: uplink, queue: queue),
        batch: try builder.costs.time("softirq_batch", at: clock),
        packet: try builder.costs.time("linux_fwd_pkt", at: clock) / 2
          + builder.costs.time("bridge_hop", at: clock),
        byte: 0, batchLimit: QueueLengths.napiBudget,
        queueLimit: nic?.queue ?? QueueLengths.nicRing,
        notify: 0)
    }
  }

  /// The guest's own work on a packet, with what its NIC models cost the vCPU.
  mutating func vcpuStage(
    _ node: Node, isEndpoint: Bool
  ) throws(SimulationError) -> NetworkPlan.Hop {
    let verb = isEndpoint ? "endpoint" : "forward"
    let entry = (node.incoming ?? node.outgoing)?.nic.name ?? "lo"
    let exit = node.outgoing?.nic.name ?? "lo"
    let queue = queue(of: node.incomingNIC ?? node.outgoingNIC)
    return try driverStage(
      named: name("\(node.name) vCPU \(verb) \(entry) \(exit)", queue: queue),
      host: node.host, takesFrames: node.incomingNIC?.model == .passthrough
    ) { builder throws(SimulationError) in
      let clock = node.host.processor.clock
      let own = try builder.costs.time(isEndpoint ? "tcp_endpoint_pkt" : "linux_fwd_pkt", at: clock)
      let receive = try builder.receiveOverhead(node.incomingNIC, node: node)
      let transmit = try builder.transmitOverhead(node.outgoingNIC, node: node)
      return .init(
        name: "", thread: try builder.vcpu(node, queue: queue),
        batch: try builder.costs.time("softirq_batch", at: clock) + receive.batch,
        packet: own + receive.packet + transmit.packet,
        byte: (isEndpoint ? try builder.costs.time("copy_byte", at: clock) : 0) + transmit.byte,
        batchLimit: QueueLengths.napiBudget,
        queueLimit: node.incomingNIC.map { $0.queue ?? $0.model.receiveQueue } ?? .max,
        notify: receive.notify,
        scalesWithFlow: node.incomingNIC?.model.isEmulated ?? false,
        exits: .init(
          packet: receive.exits.packet + transmit.exits.packet, batch: receive.exits.batch),
        incoming: node.incoming, outgoing: node.outgoing)
    }
  }

  /// The vCPU that serves the interface, and its queue, that a packet comes in by.
  private mutating func vcpu(_ node: Node, queue: Int?) throws(SimulationError) -> Int {
    guard let vm = node.vm else { throw .invalid("\(node.name) is not a VM") }
    let interface = node.incoming ?? node.outgoing
    let position = vm.nics.firstIndex { $0.id == interface?.nic } ?? 0
    let vcpu = (position + (queue ?? 0)) % vm.vcpus
    let model = node.incomingNIC?.model ?? node.outgoingNIC?.model ?? .virtio
    return thread(
      named: "\(node.name) vCPU \(vcpu)", host: node.host,
      core: vcpu < vm.pinning.count ? vm.pinning[vcpu] : nil,
      sharing: try model.isEmulated ? emulator(node) : nil,
      wakeDelay: try wakeDelay(ofGuestWith: model, host: node.host), vm: vm.id)
  }
}

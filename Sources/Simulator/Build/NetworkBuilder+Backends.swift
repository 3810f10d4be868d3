import Model

/// What the hypervisor's side of a VM's NIC costs, by NIC model.
extension NetworkBuilder {
  /// What a NIC model adds to the vCPU's own work, in picoseconds.
  struct Overhead {
    var batch = 0.0
    var packet = 0.0
    var byte = 0.0
    /// What the backend spends to notify the vCPU.
    var notify = 0.0
    /// The exits, or hypercalls, that the times are those of.
    var exits = NetworkPlan.Exits()
  }

  /// The hypercall that the host's guests of that kind make.
  private func hypercall(_ node: Node) -> String {
    guard node.host.hypervisor.kind == .xen else { return "kvm_hypercall_2012" }
    return node.vm?.guestType == .pv ? "xen_pv_hypercall" : "xen_hvm_hypercall"
  }

  /// What receiving from a NIC costs the vCPU beyond the guest's own work.
  func receiveOverhead(_ nic: NIC?, node: Node) throws(SimulationError) -> Overhead {
    guard let nic else { return Overhead() }
    let clock = node.host.processor.clock
    var overhead = Overhead()
    switch nic.model {
    case .rtl8139, .e1000:
      overhead.batch =
        try costs.time("virq_inject", at: clock)
        + costs.value("emulated_exits_interrupt") * costs.time("exit_to_qemu", at: clock)
      overhead.exits.batch = try 1 + costs.value("emulated_exits_interrupt")
      overhead.notify = try costs.time("virq_inject", at: clock)
    case .virtio, .virtioVhost, .passthrough:
      overhead.batch = try costs.time("virq_inject", at: clock)
      overhead.exits.batch = 1  // the end of the interrupt
      overhead.notify = nic.model == .passthrough ? 0 : try costs.time("virq_inject", at: clock)
    case .netfront:
      overhead.batch = try costs.time(hypercall(node), at: clock) * 2  // unmask, end of upcall
      overhead.packet = try costs.time(hypercall(node), at: clock)
      overhead.exits = .init(packet: 1, batch: 2)
      overhead.notify = try costs.time("evtchn_send", at: clock)
    case .physical:
      throw .invalid("\(node.name) has a physical NIC of its own")
    }
    return overhead
  }

  /// What transmitting by a NIC costs the vCPU beyond the guest's own work.
  ///
  /// An emulated NIC transmits inside the vCPU's exit: QEMU's work and the host's are done before
  /// the guest runs on.
  func transmitOverhead(_ nic: NIC?, node: Node) throws(SimulationError) -> Overhead {
    guard let nic, nic.model.isEmulated else { return Overhead() }
    let clock = node.host.processor.clock
    return Overhead(
      packet: try costs.value("emulated_exits_packet") * costs.time("exit_to_qemu", at: clock)
        + costs.time("qemu_tap_syscall", at: clock) + costs.time("linux_fwd_pkt", at: clock) / 2
        + costs.time("bridge_hop", at: clock),
      byte: try costs.time("copy_byte", at: clock),
      exits: .init(packet: try costs.value("emulated_exits_packet")))
  }

  /// How long an idle guest takes from its backend's signal to its interrupt handler.
  func wakeDelay(
    ofGuestWith model: NIC.Model, host: Host
  ) throws(SimulationError) -> Double {
    let clock = host.processor.clock
    if host.hypervisor.kind == .xen {
      return try costs.time("xen_idle_dom_switch", at: clock) + costs.seconds("xen_wakeup_delay")
    }
    return try costs.time("backend_to_guest", at: clock)
  }

  /// The QEMU thread of a VM. It shares its lock, and so its executor, with an emulated NIC's vCPU.
  mutating func emulator(_ node: Node) throws(SimulationError) -> Int {
    thread(
      named: "\(node.name) QEMU", host: node.host,
      wakeDelay: try costs.time("kick_to_backend", at: node.host.processor.clock))
  }

  /// The vhost thread of one VM interface, or of one of its queues.
  private mutating func vhost(
    _ node: Node, nic: NIC, queue: Int?
  ) throws(SimulationError) -> Int {
    thread(
      named: name("\(node.name) vhost \(nic.id)", queue: queue), host: node.host,
      wakeDelay: try costs.time("kick_to_backend", at: node.host.processor.clock))
  }

  /// The netback thread of a host's dom0, on dom0's last vCPU; or that of one queue of an interface
  /// of several, on dom0's vCPUs from the last one backwards.
  mutating func dom0Backend(
    _ host: Host, vm: VM.ID, nic: NIC.ID, queue: Int?
  ) throws(SimulationError) -> Int {
    let what = queue == nil ? "netback" : "netback \(vm) \(nic)"
    return thread(
      named: name("\(host.id) \(what)", queue: queue), host: host,
      core: host.hypervisor.dom0VCPUs.map { $0 - 1 - (queue ?? 0) % $0 },
      wakeDelay: try wakeDelay(ofGuestWith: .netfront, host: host))
  }

  /// The netback thread of a VM's interface.
  private mutating func netback(
    _ node: Node, nic: NIC, queue: Int?
  ) throws(SimulationError) -> Int {
    guard let vm = node.vm else { throw .invalid("\(node.name) is not a VM") }
    return try dom0Backend(node.host, vm: vm.id, nic: nic.id, queue: queue)
  }

  /// The backend's work on a packet for the VM; nil where the NIC has no backend.
  mutating func backendReceiveStage(
    _ node: Node, nic: NIC
  ) throws(SimulationError) -> NetworkPlan.Hop? {
    let clock = node.host.processor.clock
    let queue = queue(of: nic)
    let name = name("\(node.name) backend receive \(nic.id)", queue: queue)
    switch nic.model {
    case .passthrough, .physical: return nil
    case .netfront:
      return try stage(named: name) { builder throws(SimulationError) in
        .init(
          name: "", thread: try builder.netback(node, nic: nic, queue: queue), batch: 0,
          packet: try builder.costs.time("netback_bridge_pkt", at: clock) / 2,
          byte: try builder.costs.time("copy_byte", at: clock),
          batchLimit: QueueLengths.napiBudget, queueLimit: QueueLengths.vif + QueueLengths.xenRing,
          notify: 0)
      }
    case .virtioVhost:
      return try stage(named: name) { builder throws(SimulationError) in
        .init(
          name: "", thread: try builder.vhost(node, nic: nic, queue: queue), batch: 0,
          packet: try builder.costs.time("tap_tx_path", at: clock),
          byte: try builder.costs.time("copy_byte", at: clock),
          batchLimit: QueueLengths.napiBudget, queueLimit: QueueLengths.tap, notify: 0)
      }
    case .virtio, .rtl8139, .e1000:
      return try stage(named: name) { builder throws(SimulationError) in
        .init(
          name: "", thread: try builder.emulator(node), batch: 0,
          packet: try builder.costs.time("qemu_tap_syscall", at: clock),
          byte: try builder.costs.time("copy_byte", at: clock),
          batchLimit: QueueLengths.napiBudget, queueLimit: QueueLengths.tap, notify: 0,
          scalesWithFlow: nic.model.isEmulated)
      }
    }
  }

  /// The backend's work on a packet from the VM; nil where the vCPU does it or there is none.
  mutating func backendTransmitStage(
    _ node: Node, nic: NIC
  ) throws(SimulationError) -> NetworkPlan.Hop? {
    let clock = node.host.processor.clock
    let queue = queue(of: nic)
    let name = name("\(node.name) backend transmit \(nic.id)", queue: queue)
    let half = try costs.time("linux_fwd_pkt", at: clock) / 2
    let bridge = nic.attachment == .bridged ? try costs.time("bridge_hop", at: clock) : 0
    switch nic.model {
    case .passthrough, .physical, .rtl8139, .e1000: return nil
    case .netfront:
      return try stage(named: name) { builder throws(SimulationError) in
        .init(
          name: "", thread: try builder.netback(node, nic: nic, queue: queue), batch: 0,
          packet: try builder.costs.time("netback_bridge_pkt", at: clock) / 2
            + (nic.attachment == .bridged ? half + bridge : 0),
          byte: 0, batchLimit: QueueLengths.napiBudget, queueLimit: QueueLengths.xenRing,
          notify: try builder.costs.time("evtchn_send", at: clock),
          exits: .init(notification: 1))
      }
    case .virtioVhost:
      return try stage(named: name) { builder throws(SimulationError) in
        .init(
          name: "", thread: try builder.vhost(node, nic: nic, queue: queue), batch: 0,
          packet: try builder.costs.time("tap_rx_path", at: clock) + bridge,
          byte: try builder.costs.time("copy_byte", at: clock),
          batchLimit: QueueLengths.napiBudget, queueLimit: QueueLengths.virtqueue,
          notify: try builder.costs.time("pio_kernel_out", at: clock),
          exits: .init(notification: 1))
      }
    case .virtio:
      return try stage(named: name) { builder throws(SimulationError) in
        .init(
          name: "", thread: try builder.emulator(node), batch: 0,
          packet: try builder.costs.time("qemu_tap_syscall", at: clock) + half + bridge,
          byte: try builder.costs.time("copy_byte", at: clock),
          batchLimit: QueueLengths.napiBudget, queueLimit: QueueLengths.virtqueue,
          notify: try builder.costs.time("pio_kernel_out", at: clock),
          exits: .init(notification: 1))
      }
    }
  }
}

extension NIC.Model {
  /// Whether QEMU emulates a real device, so that every access to a register exits to QEMU.
  var isEmulated: Bool { self == .rtl8139 || self == .e1000 }

  /// The packets that the guest's receive queue holds by default.
  var receiveQueue: Int {
    switch self {
    case .rtl8139: return QueueLengths.rtl8139
    case .e1000, .physical, .passthrough: return QueueLengths.nicRing
    case .virtio, .virtioVhost: return QueueLengths.virtqueue
    case .netfront: return QueueLengths.xenRing
    }
  }
}

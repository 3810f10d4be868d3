import Kernels
import PacketCapture

extension KernelForward {
  /// Forwards between interfaces until something ends it, and prints what was done.
  func runLive() throws(Failure) {
    var ports = incoming
    for port in outgoing where !ports.contains(port) { ports.append(port) }
    var known: [String: (mac: MACAddress, mtu: Int)] = [:]
    for port in ports {
      do {
        let facts = try NetworkInterface(name: port)
        let mac = facts.address.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        known[port] = (MACAddress(bits: mac), facts.mtu)
      } catch {
        throw .work(error.description)
      }
    }
    let (configuration, all) = try router(known, ports: ports)
    let limits = ForwardingLimits(
      nanoseconds: seconds.map { UInt64($0 * 1e9) }, packets: packets)
    let interruption = Interruption()
    let figures: ForwardingFigures
    do {
      let drop = try ingressDrop(configuration, ports: all)
      let isExclusive = drop != nil
      figures = try withExtendedLifetime(drop) {
        var figures = try forward(
          configuration, by: all, limits: limits, stop: interruption.flag)
        figures.exclusive = isExclusive
        return figures
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw .work("\(error)")
    }
    try show(figures.table, figures)
  }

  /// Keeps the kernel's own stack from what is forwarded, as was asked for; nil where it is not.
  private func ingressDrop(
    _ configuration: RouterConfiguration, ports: [String]
  ) throws(Failure) -> IngressDrop? {
    guard exclusive != false else { return nil }
    do throws(IngressDropError) {
      return try IngressDrop(configuration, ports: ports)
    } catch {
      if exclusive == true { throw .work("\(error); or leave out --exclusive") }
      Terminal.writeError(
        "note: \(error); until then the kernel's own stack sees what is forwarded too, and "
          + "forwards it once more if net.ipv4.ip_forward is 1\n")
      return nil
    }
  }

  /// Forwards by the engine that was asked for, until something ends it; what it did, and by which
  /// engine.
  ///
  /// - Throws: `Failure` for what is wrong with the configuration, or a port's own errors.
  func forward(
    _ configuration: RouterConfiguration, by ports: [String], limits: ForwardingLimits,
    stop: StopFlag
  ) throws -> ForwardingFigures {
    func rings<Sender: ForwardingSender & ~Copyable>(
      _ port: RingPort<Sender>.Type, _ engine: Engine
    ) throws -> ForwardingFigures {
      var loop = try ForwardingLoop<RingPort<Sender>>(
        try Self.forwarder(configuration), ports: ports.count
      ) { try RingPort(interface: ports[$0]) }
      return ForwardingFigures(try loop.run(limits: limits, stop: stop), engine: engine)
    }
    func separately() throws -> ForwardingFigures {
      do {
        return try rings(RingPort<XDPTransmitRing>.self, .xdp)
      } catch PacketRingError.setting(let reason) {
        Terminal.writeError("note: \(reason); sending by packet rings now\n")
        return try rings(RingPort<TransmitRing>.self, .ring)
      }
    }
    switch (engine, batching) {
    case (.auto, nil):
      do {
        return try rings(RingPort<AdaptiveSender>.self, .adaptive)
      } catch PacketRingError.setting {
        // An interface lacks what joining needs, or AF_XDP; the latter is told below.
        return try separately()
      }
    case (.auto, .frames): return try separately()
    case (.adaptive, _): return try rings(RingPort<AdaptiveSender>.self, .adaptive)
    case (.xdp, _): return try rings(RingPort<XDPTransmitRing>.self, .xdp)
    case (.ring, .segments), (.auto, .segments):
      return try rings(RingPort<RejoiningRing>.self, .ring)
    case (.ring, _): return try rings(RingPort<TransmitRing>.self, .ring)
    case (.pcap, _):
      var loop = try ForwardingLoop<CapturePort>(
        try Self.forwarder(configuration), ports: ports.count
      ) { try CapturePort(interface: ports[$0]) }
      return ForwardingFigures(try loop.run(limits: limits, stop: stop), engine: .pcap)
    }
  }
}

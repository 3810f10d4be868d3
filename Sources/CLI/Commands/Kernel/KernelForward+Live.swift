import Kernels
import PacketCapture

extension KernelForward {
  /// Forwards by the engine that was asked for, until something ends it.
  ///
  /// - Throws: `Failure` for what is wrong with the configuration, or a port's own errors.
  func forward(
    _ configuration: RouterConfiguration, by ports: [String], limits: ForwardingLimits,
    stop: StopFlag
  ) throws -> ForwardingReport {
    switch (engine, batching) {
    case (.auto, .frames):
      do {
        return try forward(configuration, RingPort<XDPTransmitRing>.self, ports, limits, stop)
      } catch PacketRingError.setting(let reason) {
        Terminal.writeError("note: \(reason); sending by packet rings now\n")
        return try forward(configuration, RingPort<TransmitRing>.self, ports, limits, stop)
      }
    case (.xdp, _):
      return try forward(configuration, RingPort<XDPTransmitRing>.self, ports, limits, stop)
    case (.ring, .frames):
      return try forward(configuration, RingPort<TransmitRing>.self, ports, limits, stop)
    case (.ring, .segments), (.auto, .segments):
      return try forward(configuration, RingPort<SegmentingRing>.self, ports, limits, stop)
    case (.pcap, _):
      var loop = try ForwardingLoop<CapturePort>(
        try Self.forwarder(configuration), ports: ports.count
      ) { try CapturePort(interface: ports[$0]) }
      return try loop.run(limits: limits, stop: stop)
    }
  }

  private func forward<Sender: ForwardingSender & ~Copyable>(
    _ configuration: RouterConfiguration, _ port: RingPort<Sender>.Type, _ ports: [String],
    _ limits: ForwardingLimits, _ stop: StopFlag
  ) throws -> ForwardingReport {
    var loop = try ForwardingLoop<RingPort<Sender>>(
      try Self.forwarder(configuration), ports: ports.count
    ) { try RingPort(interface: ports[$0]) }
    return try loop.run(limits: limits, stop: stop)
  }
}

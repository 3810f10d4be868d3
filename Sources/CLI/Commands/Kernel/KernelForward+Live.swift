import Kernels
import PacketCapture

extension KernelForward {
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
    switch (engine, batching) {
    case (.auto, .frames):
      do {
        return try rings(RingPort<XDPTransmitRing>.self, .xdp)
      } catch PacketRingError.setting(let reason) {
        Terminal.writeError("note: \(reason); sending by packet rings now\n")
        return try rings(RingPort<TransmitRing>.self, .ring)
      }
    case (.xdp, _): return try rings(RingPort<XDPTransmitRing>.self, .xdp)
    case (.ring, .frames): return try rings(RingPort<TransmitRing>.self, .ring)
    case (.ring, .segments), (.auto, .segments):
      return try rings(RingPort<SegmentingRing>.self, .ring)
    case (.pcap, _):
      var loop = try ForwardingLoop<CapturePort>(
        try Self.forwarder(configuration), ports: ports.count
      ) { try CapturePort(interface: ports[$0]) }
      return ForwardingFigures(try loop.run(limits: limits, stop: stop), engine: .pcap)
    }
  }
}

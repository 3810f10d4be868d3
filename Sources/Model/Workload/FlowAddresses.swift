/// The addresses and ports of a flow's packets in the simulator: what captures show and NICs hash.
public struct FlowAddresses: Hashable, Sendable {
  /// The sender's first address.
  public var source: IPv4Address
  /// The receiver's first address.
  public var destination: IPv4Address
  /// The sender's port. Each client of a flow of requests has one of its own in captures.
  public var sourcePort: UInt16
  /// The receiver's port.
  public var destinationPort: UInt16

  /// The discard service (RFC 863), which flows go to.
  public static let discardPort: UInt16 = 9
  /// The echo service (RFC 862), which requests go to.
  public static let echoPort: UInt16 = 7
  /// The first dynamic port (RFC 6335); flows and clients have one each from here on.
  private static let firstPort = 49_152

  /// The dynamic port of that number; there are 16384, and then they begin again.
  public static func dynamicPort(_ number: Int) -> UInt16 {
    UInt16(firstPort + number % (65_536 - firstPort))
  }

  /// What a NIC that hashes addresses and ports makes of a packet to the receiver.
  public var hash: UInt32 {
    ToeplitzHash.hash(from: source, to: destination, ports: (sourcePort, destinationPort))
  }

  /// The same of what comes back.
  public var reversed: FlowAddresses {
    FlowAddresses(
      source: destination, destination: source, sourcePort: destinationPort,
      destinationPort: sourcePort)
  }
}

extension ScenarioIndex {
  /// The addresses of the flow that is the workload at `index`; nil if it is none or has an end
  /// without address. O(1).
  public func flowAddresses(at index: Int) -> FlowAddresses? {
    guard case .flow(let flow) = scenario.workloads[index].kind,
      let source = firstAddress(of: flow.source),
      let destination = firstAddress(of: flow.destination)
    else { return nil }
    var port = FlowAddresses.discardPort
    if case .requests = flow.load { port = FlowAddresses.echoPort }
    return FlowAddresses(
      source: source, destination: destination,
      sourcePort: FlowAddresses.dynamicPort(index), destinationPort: port)
  }

  /// The first address of a machine; nil if it has none.
  private func firstAddress(of place: Place) -> IPv4Address? {
    interfaces(of: place)?.lazy.compactMap { $0.address?.address }.first
  }
}

import Kernels
import Model

/// Forwarding between interfaces.
extension GuestKernel {
  /// A router on packet rings, until the agent ends it or the time is over.
  static let liveForward = GuestKernel(
    name: "forward-live", summary: "forwards IPv4 packets between interfaces; needs root",
    keys: [
      Key(name: "ports", summary: "interfaces, as eth0,eth1"),
      Key(name: "addresses", summary: "of the ports, as eth0@198.18.0.1/24,eth1@198.18.1.1/24"),
      Key(name: "routes", summary: "as 203.0.113.0/24@198.18.1.2; none"),
      Key(name: "neighbours", summary: "as 198.18.1.2@02:00:00:00:00:01@eth1; none"),
      Key(name: "seconds", summary: "how long at most; 86400"),
    ], traits: [.stoppable, .announcesStart]
  ) { arguments in
    let seconds = try arguments.number("seconds") ?? 86_400
    guard seconds > 0, seconds <= 86_400 else {
      throw GuestArguments.Mistake(
        description: "seconds=\(seconds): write more than 0 and at most 86400")
    }
    let (configuration, ports) = try router(arguments)
    var loop = try ForwardingLoop<RingPort<TransmitRing>>(
      try Forwarder(configuration), ports: ports.count
    ) {
      try RingPort(interface: ports[$0])
    }
    RunEvents.started()
    let limits = ForwardingLimits(nanoseconds: UInt64(seconds * 1e9))
    return LiveForwardFigures(try loop.run(limits: limits, stop: RunEvents.stop))
  }

  private static func router(
    _ arguments: GuestArguments
  ) throws -> (RouterConfiguration, [String]) {
    let ports = words(arguments, "ports").map { $0.joined() }
    guard !ports.isEmpty else {
      throw GuestArguments.Mistake(description: "ports is missing; write ports=eth0,eth1")
    }
    var interfaces: [RouterInterface] = []
    for (index, port) in ports.enumerated() {
      let facts = try NetworkInterface(name: port)
      let mac = MACAddress(bits: facts.address.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      interfaces.append(RouterInterface(name: port, port: index, mac: mac, mtu: facts.mtu))
    }
    for words in words(arguments, "addresses") {
      guard words.count == 2, let index = ports.firstIndex(of: words[0]),
        let address = AttachedAddress<IPv4Address>(words[1])
      else { throw mistake("addresses", words, "eth0@198.18.0.1/24, of one of the ports") }
      interfaces[index].ipv4.append(address)
    }
    var configuration = RouterConfiguration(interfaces: interfaces)
    for words in words(arguments, "neighbours") {
      guard words.count == 3, let address = IPv4Address(words[0]),
        let mac = MACAddress(words[1]), let index = ports.firstIndex(of: words[2])
      else { throw mistake("neighbours", words, "198.18.1.2@02:00:00:00:00:01@eth1") }
      configuration.neighboursIPv4.append(Neighbour(address, mac: mac, interface: index))
    }
    for words in words(arguments, "routes") {
      guard words.count == 2, let prefix = Prefix<IPv4Address>(words[0]),
        let hop = IPv4Address(words[1]),
        let index = interfaces.firstIndex(where: { port in
          port.ipv4.contains { $0.network.contains(hop) }
        })
      else {
        throw mistake("routes", words, "203.0.113.0/24@198.18.1.2, by a port's own network")
      }
      configuration.routesIPv4.append(
        Route(prefix, nextHop: .via(hop, interface: index)))
    }
    return (configuration, ports)
  }

  /// The words of a list, each cut at `@`.
  private static func words(_ arguments: GuestArguments, _ key: String) -> [[String]] {
    (arguments.text(key) ?? "").split(separator: ",").map {
      $0.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private static func mistake(
    _ key: String, _ words: [String], _ form: String
  ) -> GuestArguments.Mistake {
    GuestArguments.Mistake(
      description: "\(key): \"\(words.joined(separator: "@"))\"; write \(form)")
  }
}

/// What a router has done, as it is written.
struct LiveForwardFigures: Encodable {
  let received: Int
  let forwarded: Int
  let forwardedBytes: Int
  let dropped: Int
  let unsent: Int
  let lost: Int
  let icmpSent: Int
  let seconds: Double

  init(_ report: ForwardingReport) {
    received = report.counters.received
    forwarded = report.counters[.forwarded]
    forwardedBytes = report.counters.forwardedBytes
    dropped = report.counters.dropped
    unsent = report.unsent
    lost = report.lost
    icmpSent = report.counters.icmpSent
    seconds = Double(report.nanoseconds) * 1e-9
  }
}

import CInit
import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Makes the machine's network what a host wants it to be.
struct NetworkSetup {
  /// Why it cannot be; a sentence.
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  private let socket: RoutingSocket
  /// How long an interface may take to appear or to find its other end, in nanoseconds.
  private static let patience: UInt64 = 5_000_000_000

  /// ETHTOOL_STSO, SUFO, SGSO, SGRO, STXCSUM and SRXCSUM: those that others rest on come last.
  private static let offloads: [UInt32] = [0x1F, 0x22, 0x24, 0x2C, 0x17, 0x15]

  init() throws { socket = try RoutingSocket() }

  /// Does all that a configuration says; what is noticed besides.
  ///
  /// - Throws: `Refusal` or `ByteChannel.Failure` for the first thing that cannot be done.
  func apply(_ configuration: AgentConfiguration) throws -> [String] {
    if let name = configuration.hostName {
      guard sethostname(name, name.utf8.count) == 0 else {
        throw ByteChannel.Failure("cannot set the host name \(name)", code: errno)
      }
    }
    for setting in configuration.settings { try write(setting) }
    for interface in configuration.interfaces { try apply(interface) }
    let notes = try configuration.interfaces.filter(\.isUp).compactMap(waitForCarrier)
    for neighbour in configuration.neighbours { try apply(neighbour) }
    for route in configuration.routes { try apply(route) }
    return notes
  }

  /// The interface of that name or Ethernet address; waits for it to appear.
  func link(_ identity: String) throws -> NetworkLink {
    let end = ByteChannel.now() + Self.patience
    while true {
      let links = try socket.links()
      if let link = links.first(where: { $0.name == identity || $0.mac == identity.lowercased() }) {
        return link
      }
      guard ByteChannel.now() < end else {
        let known = links.map { $0.mac.isEmpty ? $0.name : "\($0.name) (\($0.mac))" }
        throw Refusal(
          description:
            "there is no interface \(identity); there are \(known.joined(separator: ", "))"
        )
      }
      usleep(20_000)
    }
  }

  private func apply(_ interface: AgentConfiguration.Interface) throws {
    let link = try link(interface.interface)
    if interface.offloads == false {
      // What a driver has not, it refuses.
      for command in Self.offloads { _ = hypertwin_set_offload(link.name, command, 0) }
    }
    if let mtu = interface.mtu, !(68...65_535).contains(mtu) {
      throw Refusal(description: "MTU \(mtu) of \(link.name): IPv4 needs 68 to 65535")
    }
    try socket.setLink(
      link.index, isUp: interface.isUp, mtu: interface.mtu,
      "set \(link.name) \(interface.isUp ? "up" : "down")"
        + (interface.mtu.map { " with MTU \($0)" } ?? ""))
    for text in interface.addresses {
      let (address, length) = try prefix(text)
      try socket.addAddress(address, length: length, to: link.index, "add \(text) to \(link.name)")
    }
  }

  private func waitForCarrier(_ interface: AgentConfiguration.Interface) throws -> String? {
    let end = ByteChannel.now() + Self.patience
    while true {
      let link = try link(interface.interface)
      if link.hasCarrier { return nil }
      guard ByteChannel.now() < end else {
        return "\(link.name) is up, but there is nothing at the other end of its cable"
      }
      usleep(20_000)
    }
  }

  private func apply(_ route: AgentConfiguration.Route) throws {
    let (destination, length) = try prefix(route.prefix)
    let gateway = try route.via.map(address)
    guard gateway != nil || route.interface != nil else {
      throw Refusal(description: "route \(route.prefix) has neither next hop nor interface")
    }
    try socket.addRoute(
      destination, length: length, via: gateway,
      interface: try route.interface.map { try link($0).index }, "add the route \(route.prefix)")
  }

  private func apply(_ neighbour: AgentConfiguration.Neighbour) throws {
    let octets = neighbour.mac.split(separator: ":").compactMap { UInt8($0, radix: 16) }
    guard octets.count == 6 else {
      throw Refusal(description: "\(neighbour.mac) is no Ethernet address; write 02:00:00:00:00:01")
    }
    try socket.addNeighbour(
      try address(neighbour.address), mac: octets, interface: try link(neighbour.interface).index,
      "add the neighbour \(neighbour.address)")
  }

  private func write(_ setting: AgentConfiguration.Setting) throws {
    let parts = setting.name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw Refusal(description: "\"\(setting.name)\" is no setting; write ipv4/ip_forward")
    }
    let names = try parts.map { part in
      guard part.hasPrefix("{"), part.hasSuffix("}") else { return String(part) }
      return try link(String(part.dropFirst().dropLast())).name
    }
    try SystemFile.write(setting.value, to: "/proc/sys/net/" + names.joined(separator: "/"))
  }

  private func prefix(_ text: String) throws -> (RoutingSocket.Address, Int) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let address = RoutingSocket.Address(parts[0]),
      let length = Int(parts[1]),
      (0...address.bits).contains(length)
    else {
      throw Refusal(description: "\"\(text)\" is no address with its length; write 198.18.0.1/24")
    }
    return (address, length)
  }

  private func address(_ text: String) throws -> RoutingSocket.Address {
    guard let address = RoutingSocket.Address(text) else {
      throw Refusal(description: "\"\(text)\" is no address; write 198.18.0.1")
    }
    return address
  }
}

import Formats
import Kernels
import Model

/// A router as a text file: interfaces, neighbours and routes, one a line.
///
///     interface left mac 02:00:00:00:00:01 address 198.18.0.1/24 address 2001:db8::1/64 mtu 1500
///     interface right.7 mac 02:00:00:00:00:02 port right vlan 7 address 198.18.1.1/24
///     neighbour 198.18.1.2 mac 02:00:00:00:10:02 dev right.7
///     203.0.113.0/24 via 198.18.1.2 dev right.7
///     198.19.0.0/24 dev left
///     blackhole 192.0.2.0/24
///
/// `#` begins a comment. An interface is a port of its own unless `port` names another.
struct RouterFile {
  /// The ports, in the order in which they are first named.
  private(set) var ports: [String] = []
  /// What the file says.
  private(set) var configuration = RouterConfiguration(interfaces: [])

  private let file: String
  private var problems: [String] = []
  private var indices: [String: Int] = [:]
  /// What the kernel knows of ports, in live runs: a MAC address and an MTU that need not be
  /// written.
  private let known: [String: (mac: MACAddress, mtu: Int)]

  /// Reads the text of a file.
  ///
  /// - Parameters:
  ///   - known: Interfaces of this machine by name, for what the file does not say of them; those
  ///     that it does not name at all are interfaces without an address.
  /// - Throws: `Failure.input` with every problem and its line.
  init(
    _ text: String, file: String, ports: [String] = [],
    known: [String: (mac: MACAddress, mtu: Int)] = [:]
  ) throws(Failure) {
    self.file = file
    self.ports = ports
    self.known = known
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }
    }
    for (number, words) in lines.enumerated() where words.first == "interface" {
      readInterface(words, number + 1)
    }
    for port in ports where !configuration.interfaces.contains(where: { $0.name == port }) {
      guard let facts = known[port] else { continue }
      add(
        RouterInterface(name: port, port: self.port(port), mac: facts.mac, mtu: facts.mtu))
    }
    for (number, words) in lines.enumerated() where !words.isEmpty && words[0] != "interface" {
      switch words[0] {
      case "neighbour": readNeighbour(words, number + 1)
      default: readRoute(words, number + 1)
      }
    }
    // What single lines do not show: no interface, too many ports, two interfaces in one place.
    problems += configuration.problems.map { "\(file): \($0)" }
    guard problems.isEmpty else { throw .input(problems.joined(separator: "\n")) }
  }

  private mutating func problem(_ line: Int, _ text: String) {
    problems.append("\(file):\(line): \(text)")
  }

  private mutating func add(_ interface: RouterInterface) {
    indices[interface.name] = configuration.interfaces.count
    configuration.interfaces.append(interface)
  }

  private mutating func port(_ name: String) -> Int {
    if let index = ports.firstIndex(of: name) { return index }
    ports.append(name)
    return ports.count - 1
  }

  private mutating func readInterface(_ words: [Substring], _ line: Int) {
    guard words.count >= 2, words.count % 2 == 0 else {
      return problem(line, "write: interface NAME mac MAC address ADDRESS/LENGTH")
    }
    let name = String(words[1])
    guard indices[name] == nil else {
      return problem(line, "interface \(name) is there already; give it one line")
    }
    var interface = RouterInterface(name: name, port: 0, mac: MACAddress(bits: 0))
    var portName = name
    for index in stride(from: 2, to: words.count, by: 2) {
      if words[index] == "port" {
        portName = String(words[index + 1])
      } else if let text = Self.read(words[index], words[index + 1], into: &interface) {
        problem(line, text)
      }
    }
    if let facts = known[portName] {
      if interface.mac.bits == 0 { interface.mac = facts.mac }
      if !words.contains("mtu") { interface.mtu = facts.mtu }
    }
    if interface.mac.bits == 0 {
      if !words.contains("mac") {
        problem(line, "interface \(name) has no Ethernet address; write: mac 02:00:00:00:00:01")
      }
      interface.mac = Self.placeholder
    }
    interface.port = port(portName)
    // Whatever is wrong with it, the lines that name it are not.
    add(interface)
  }

  /// Stands for an Ethernet address that is missing, which has been said by then.
  private static let placeholder = MACAddress(bits: 0x0200_0000_0000)

  /// Reads one property of an interface; what is wrong with it, or nil.
  private static func read(
    _ key: Substring, _ value: Substring, into interface: inout RouterInterface
  ) -> String? {
    switch key {
    case "mac":
      guard let mac = MACAddress(value), !mac.isGroup, mac.bits != 0 else {
        return "mac: \"\(value)\" is not one station's address; write one like 02:00:00:00:00:01"
      }
      interface.mac = mac
    case "mtu":
      guard let mtu = Int(value), (68...65_535).contains(mtu) else {
        return "mtu: \"\(value)\" is not a number of octets from 68 to 65535"
      }
      interface.mtu = mtu
    case "vlan":
      guard let vlan = Int(value), (1...4094).contains(vlan) else {
        return "vlan: \"\(value)\" is not a number from 1 to 4094"
      }
      interface.vlan = vlan
    case "address":
      if let address = AttachedAddress<IPv4Address>(value) {
        interface.ipv4.append(address)
      } else if let address = AttachedAddress<IPv6Address>(value) {
        interface.ipv6.append(address)
      } else {
        return "address: \"\(value)\" is not like 198.18.0.1/24 or 2001:db8::1/64"
      }
    default:
      return "\"\(key)\" is no property of an interface; there are mac, mtu, vlan, port and address"
    }
    return nil
  }

  /// The interface that `dev NAME` means.
  private mutating func interface(_ name: Substring, _ line: Int) -> Int? {
    if let index = indices[String(name)] { return index }
    let all = configuration.interfaces.map(\.name).joined(separator: ", ")
    problem(line, "dev: there is no interface \"\(name)\"; there are: \(all)")
    return nil
  }

  private mutating func readNeighbour(_ words: [Substring], _ line: Int) {
    guard words.count == 6, words[2] == "mac", words[4] == "dev" else {
      return problem(line, "write: neighbour ADDRESS mac MAC dev INTERFACE")
    }
    let mac = MACAddress(words[3]).flatMap { $0.isGroup || $0.bits == 0 ? nil : $0 }
    if mac == nil {
      problem(
        line,
        "mac: \"\(words[3])\" is not one station's address; write one like 02:00:00:00:00:01")
    }
    let interface = interface(words[5], line)
    let ipv4 = IPv4Address(words[1])
    let ipv6 = IPv6Address(words[1])
    if ipv4 == nil, ipv6 == nil {
      problem(line, "\"\(words[1])\" is not an address; write one like 198.18.0.2 or 2001:db8::2")
    }
    guard let mac, let interface else { return }
    if let ipv4 {
      configuration.neighboursIPv4.append(Neighbour(ipv4, mac: mac, interface: interface))
    } else if let ipv6 {
      configuration.neighboursIPv6.append(Neighbour(ipv6, mac: mac, interface: interface))
    }
  }

  private mutating func readRoute(_ words: [Substring], _ line: Int) {
    let isBlackhole = words[0] == "blackhole" && words.count == 2
    let text = words[isBlackhole ? 1 : 0]
    if let prefix = Prefix<IPv4Address>(text) {
      guard let gateway: Gateway<IPv4Address> = gateway(words, isBlackhole, line) else { return }
      configuration.routesIPv4.append(Route(prefix, nextHop: gateway))
    } else if let prefix = Prefix<IPv6Address>(text) {
      guard let gateway: Gateway<IPv6Address> = gateway(words, isBlackhole, line) else { return }
      configuration.routesIPv6.append(Route(prefix, nextHop: gateway))
    } else {
      problem(
        line,
        "\"\(text)\" is not a prefix with host bits of zero; write PREFIX/LENGTH via ADDRESS dev "
          + "INTERFACE, or begin the line with interface, neighbour or blackhole")
    }
  }

  private mutating func gateway<Address: IPAddress>(
    _ words: [Substring], _ isBlackhole: Bool, _ line: Int
  ) -> Gateway<Address>? {
    if isBlackhole { return .blackhole }
    if words.count == 3, words[1] == "dev" {
      return interface(words[2], line).map { .attached(interface: $0) }
    }
    guard words.count == 5, words[1] == "via", words[3] == "dev" else {
      problem(line, "write: PREFIX/LENGTH via ADDRESS dev INTERFACE")
      return nil
    }
    let interface = interface(words[4], line)
    guard let address = Address(words[2]) else {
      problem(
        line, "via: \"\(words[2])\" is not an address of the prefix's family; write the next hop's")
      return nil
    }
    return interface.map { .via(address, interface: $0) }
  }
}

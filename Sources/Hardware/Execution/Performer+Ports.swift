import FoundationEssentials
import Glibc

extension Performer {
  /// Refuses to take an interface that others depend on, and notes what it loses by moving: the
  /// kernel forgets addresses and routes of an interface that changes its namespace.
  func beforeTaking(_ interface: String, mtu: Int) throws(HardwareError) -> Before {
    guard interfaceIndex(interface) != nil else {
      throw HardwareError(
        "there is no interface \(interface) here; name one in the testbed that `ip link` shows")
    }
    // ARPHRD_ETHER: the loopback interface and tunnels carry no frames, and cannot all be moved.
    guard SystemFiles().text("/sys/class/net/\(interface)/type").integer == 1 else {
      throw HardwareError(
        "\(interface) is no Ethernet interface; name another interface in the testbed")
    }
    try ManagementInterfaces.protect(interface)
    let uppers = SystemFiles().names("/sys/class/net/\(interface)").names ?? []
    if let upper = uppers.first(where: { $0.hasPrefix("upper_") }) {
      throw HardwareError(
        "\(upper.dropFirst(6)) rests on \(interface), which would lose it; take it off "
          + "\(interface), or name another interface in the testbed")
    }
    let own = SystemFiles().text("/sys/class/net/\(interface)/mtu").integer ?? 0
    guard own >= mtu else {
      throw HardwareError(
        "\(interface) has an MTU of \(own) and the scenario's packets need \(mtu); "
          + "`ip link set dev \(interface) mtu \(mtu)`, or use smaller frames")
    }
    var before = Before()
    before.wasUp = try LinkInfo.read(interface, with: tool)?.isUp ?? false
    before.restoring = try addresses(of: interface) + routes(of: interface)
    return before
  }

  /// The arguments of `ip` that bring back each address.
  private func addresses(of interface: String) throws(HardwareError) -> [[String]] {
    struct Address: Decodable {
      var family: String
      var local: String?
      var prefixlen: Int
      var broadcast: String?
      var label: String?
      var scope: String?
      var valid_life_time: UInt32?
      var preferred_life_time: UInt32?
    }
    struct Link: Decodable { var addr_info: [Address]? }
    let links = try decoded([Link].self, ["-j", "address", "show", "dev", interface])
    return links.flatMap { $0.addr_info ?? [] }.compactMap { address in
      // The kernel makes these itself when the interface goes up.
      guard let local = address.local, !(address.family == "inet6" && address.scope == "link")
      else { return nil }
      var words = ["address", "replace", "\(local)/\(address.prefixlen)"]
      if let broadcast = address.broadcast { words += ["broadcast", broadcast] }
      if let label = address.label, label != interface { words += ["label", label] }
      if let scope = address.scope, scope != "global" { words += ["scope", scope] }
      if let valid = address.valid_life_time, valid != .max {
        words += [
          "valid_lft", "\(valid)", "preferred_lft", "\(address.preferred_life_time ?? valid)",
        ]
      }
      return words + ["dev", interface]
    }
  }

  /// The arguments of `ip` that bring back each route that was not made by an address.
  private func routes(of interface: String) throws(HardwareError) -> [[String]] {
    struct Route: Decodable {
      var dst: String
      var gateway: String?
      var `protocol`: String?
      var scope: String?
      var prefsrc: String?
      var metric: Int?
      var table: String?
    }
    var commands: [[String]] = []
    for family in ["-4", "-6"] {
      let shown = try decoded(
        [Route].self, [family, "-j", "route", "show", "table", "all", "dev", interface])
      for route in shown where route.protocol != "kernel" && route.table != "local" {
        var words = [family, "route", "replace", route.dst]
        if let gateway = route.gateway { words += ["via", gateway] }
        words += ["dev", interface]
        for (key, value) in [
          ("proto", route.protocol), ("scope", route.scope), ("src", route.prefsrc),
          ("metric", route.metric.map(String.init)), ("table", route.table),
        ] {
          if let value { words += [key, value] }
        }
        commands.append(words)
      }
    }
    return commands
  }

  private func decoded<Value: Decodable>(
    _ type: Value.Type, _ arguments: [String]
  ) throws(HardwareError) -> Value {
    let output = try tool.run("ip", arguments)
    // Of nothing, some versions write nothing.
    let text = output.allSatisfy(\.isWhitespace) ? "[]" : output
    guard let value = try? JSONDecoder().decode(type, from: Data(text.utf8)) else {
      throw HardwareError(
        "`ip \(arguments.joined(separator: " "))` wrote what is not understood; update iproute2")
    }
    return value
  }
}

extension Undoer {
  /// Brings a real interface back from the run's namespace, up if it was, with what it had.
  func givePortBack(
    _ interface: String, from namespace: String, before: Before
  ) throws(HardwareError) -> UndoOutcome {
    switch try owner(ofNamespace: namespace) {
    case .gone: break
    case .other(let reason): return .notOurs(reason)
    case .ours:
      // A namespace that is only a file has no interfaces.
      var isThere = false
      if NetworkNamespace(name: namespace).isMounted {
        isThere = try NetworkNamespace.inside(namespace) { () throws(HardwareError) in
          interfaceIndex(interface) != nil
        }
      }
      let home = ["link", "set", "dev", interface, "netns", "\(getpid())"]
      if isThere {
        if isDry { return .undone }
        try command(namespace, home, unlessGone: interface)
      }
    }
    guard interfaceIndex(interface) != nil else { return .gone("there is no \(interface)") }
    guard !isDry else { return .undone }
    if before.wasUp == true { try tool.run("ip", ["link", "set", "dev", interface, "up"]) }
    for words in before.restoring ?? [] { try tool.run("ip", words) }
    return .undone
  }
}

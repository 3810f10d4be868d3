import Glibc

extension Performer {
  /// The handle of our queueing disciplines, by which they are known: "HT" in hexadecimal.
  static let handle = "4854:"
  /// Seconds in which a domain's tap must appear.
  private static let tapPatience = 5.0

  /// Does those actions that are commands of `ip` and `tc`.
  func changeLinks(_ action: Action) throws(HardwareError) {
    switch action {
    case .createVethPair(let a, let b, let mtu): try createVethPair(a, b, mtu: mtu)
    case .createBridge(let namespace, let name, let ageing):
      // The address is set with the link in one message, so that even a half-made bridge is known.
      try command(
        namespace, "ip",
        [
          "link", "add", "name", name, "address", bridgeAddress(name), "type", "bridge",
          "stp_state", "0", "forward_delay", "0", "ageing_time", "\(ageing * 100)",
          "mcast_snooping", "0",
        ])
      try mark(name, in: namespace)
    case .attachToBridge(let namespace, let interface, let bridge):
      try command(namespace, "ip", ["link", "set", "dev", interface, "master", bridge])
    case .setUp(let namespace, let interface):
      try command(namespace, "ip", ["link", "set", "dev", interface, "up"])
    case .addAddress(let namespace, let interface, let address):
      try command(namespace, "ip", ["address", "add", address, "dev", interface])
    case .addRoute(let namespace, let destination, let via, let interface):
      try command(
        namespace, "ip", ["route", "add"] + Self.route(destination, via: via, through: interface))
    case .addPolicyRule(let namespace, let incoming, let table):
      try command(
        namespace, "ip", ["rule", "add", "iif", incoming, "lookup", "\(table)"])
    case .addPolicyRoute(let namespace, let table, let destination, let via, let interface):
      try command(
        namespace, "ip",
        ["route", "add"] + Self.route(destination, via: via, through: interface)
          + ["table", "\(table)"])
    case .addNeighbour(let namespace, let interface, let address, let mac):
      try command(
        namespace, "ip",
        ["neighbour", "replace", address, "lladdr", mac, "dev", interface, "nud", "permanent"])
    case .shape(let namespace, let interface, let bucket):
      try command(
        namespace, "tc",
        [
          "qdisc", "replace", "dev", interface, "root", "handle", Self.handle,
          // Preamble, CRC and gap take time on a real line; the kernel does not count them.
          "stab", "overhead", "24", "linklayer", "ethernet", "tbf", "rate",
          "\(bucket.bitsPerSecond)bit", "burst", "\(bucket.burstBytes)b",
          "latency", "\(bucket.latencyMicroseconds)us",
        ])
    default: break
    }
  }

  /// The address of this run's bridge `name`: locally administered, and no other's.
  func bridgeAddress(_ name: String) -> String { Names.mac(run.description + name, 0) }

  /// How `ip route` takes a route.
  static func route(_ destination: String, via: String?, through interface: String?) -> [String] {
    [destination] + (via.map { ["via", $0] } ?? []) + (interface.map { ["dev", $0] } ?? [])
  }

  /// Runs a tool in a namespace.
  @discardableResult
  func command(
    _ namespace: String?, _ name: String, _ arguments: [String]
  ) throws(HardwareError) -> String {
    let tool = tool
    return try NetworkNamespace.inside(namespace) { () throws(HardwareError) in
      try tool.run(name, arguments)
    }
  }

  /// Refuses to make what is there.
  func refuseExisting(_ link: String, in namespace: String?) throws(HardwareError) {
    let exists = try NetworkNamespace.inside(namespace) { () throws(HardwareError) in
      interfaceIndex(link) != nil
    }
    guard !exists else {
      throw HardwareError("the interface \(link) exists already; `hypertwin clean`")
    }
  }

  /// Refuses to add to an interface of the machine's own namespace what it has already: undoing
  /// that would take away what was not ours.
  func refuseRepetition(_ action: Action) throws(HardwareError) {
    let output: String
    switch action {
    case .addAddress(_, let interface, let address):
      output = try tool.run("ip", ["-o", "address", "show", "dev", interface, "to", address])
    case .addRoute(_, let destination, _, _):
      output = try tool.run("ip", ["route", "show", "exact", destination])
    case .addNeighbour(_, let interface, let address, _):
      output = try tool.run("ip", ["neighbour", "show", "to", address, "dev", interface])
    case .shape(_, let interface, _):
      let shown = try tool.run("tc", ["qdisc", "show", "dev", interface, "root"])
      output = shown.contains(" 0: ") ? "" : shown
    default: return
    }
    guard output.allSatisfy(\.isWhitespace) else {
      throw HardwareError(
        "cannot \(action.summary): the machine has one already, \(output.prefix(200)); "
          + "choose another in the testbed")
    }
  }

  /// Whether an interface of the machine's own namespace is up.
  func beforeSettingUp(_ interface: String) throws(HardwareError) -> Before {
    var before = Before()
    before.wasUp = try LinkInfo.read(interface, with: tool)?.isUp ?? false
    return before
  }

  /// Waits for an interface, and looks whether it is a physical one.
  func beforeMoving(_ interface: String) throws(HardwareError) -> Before {
    try waitFor(interface)
    try ManagementInterfaces.protect(interface)
    var before = Before()
    before.isPhysical = Self.isPhysical(interface)
    return before
  }

  /// Waits for a tap, and looks for a bridge that was made beforehand.
  func beforeAttaching(_ interface: String, to bridge: String) throws(HardwareError) {
    try waitFor(interface)
    try ManagementInterfaces.protect(interface)
    guard access("/sys/class/net/\(bridge)/bridge", F_OK) == 0 else {
      throw HardwareError(
        "\(bridge) is no bridge of this machine; make it, or name another in the testbed")
    }
  }

  private func waitFor(_ interface: String) throws(HardwareError) {
    let patience = Self.tapPatience * slowness
    let deadline = Clock.seconds() + patience
    while interfaceIndex(interface) == nil {
      guard Clock.seconds() < deadline else {
        throw HardwareError("the interface \(interface) has not appeared in \(Int(patience)) s")
      }
      Clock.sleep(milliseconds: 20)
    }
  }

  /// Moves an interface out of the machine's own namespace. What lives as long as its domain is
  /// marked; a physical interface keeps its own alias.
  func move(
    _ interface: String, into namespace: String, isPhysical: Bool
  ) throws(HardwareError) {
    try tool.run("ip", ["link", "set", "dev", interface, "netns", namespace])
    if !isPhysical { try mark(interface, in: namespace) }
  }

  private func createVethPair(
    _ a: VethEnd, _ b: VethEnd, mtu: Int
  ) throws(HardwareError) {
    func options(_ end: VethEnd) -> [String] {
      ["name", end.name, "address", end.mac, "mtu", "\(mtu)"]
    }
    // `ip` runs where the first end shall be: before Linux 6.2 a name that the machine's own
    // namespace has, such as eth0, cannot be given from there. This process is in that namespace.
    let place = ["netns", b.namespace ?? "\(getpid())"]
    try command(
      a.namespace, "ip",
      ["link", "add"] + options(a) + ["type", "veth", "peer"] + options(b) + place)
    for end in [a, b] {
      try mark(end.name, in: end.namespace)
      // TCP joins segments whatever an interface's offloads are, and a queue would count the
      // headers of the first alone: the cable would carry up to 6 % too much.
      try command(
        end.namespace, "ip", ["link", "set", "dev", end.name, "gso_max_segs", "1"])
    }
  }

  private func mark(_ link: String, in namespace: String?) throws(HardwareError) {
    try command(namespace, "ip", ["link", "set", "dev", link, "alias", run.mark])
  }
}

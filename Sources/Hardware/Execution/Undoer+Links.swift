import Glibc

extension Undoer {
  /// Whose something is that a journal names.
  enum Owner {
    /// It is the run's.
    case ours
    /// It is not there.
    case gone
    /// It is another's, for this reason.
    case other(String)
  }

  /// Whose the namespace `name` is; the machine's own, nil, is always a place to look at.
  func owner(ofNamespace name: String?, after: After? = nil) throws(HardwareError) -> Owner {
    guard let name else { return .ours }
    let namespace = NetworkNamespace(name: name)
    guard namespace.exists else { return .gone }
    guard namespace.isMounted else {
      let text = try TextFile.read(namespace.path)
      return text == run.mark ? .ours : .other("\(name) is a file that is not this run's")
    }
    if let inode = after?.inode, let device = after?.device {
      guard let identity = namespace.identity else { return .gone }
      guard identity == (device, inode) else {
        return .other("\(name) is another namespace than this run made")
      }
    }
    let tool = tool
    let alias = try NetworkNamespace.inside(name) { () throws(HardwareError) in
      try LinkInfo.read("lo", with: tool)?.ifalias
    }
    return alias == run.mark ? .ours : .other("\(name) does not bear this run's mark")
  }

  /// Whose the link `name` is: it bears our mark, or is as we make it and not marked yet.
  func owner(
    ofLink name: String, in namespace: String?, address: String
  ) throws(HardwareError) -> Owner {
    guard case .ours = try owner(ofNamespace: namespace) else {
      return try owner(ofNamespace: namespace)
    }
    // A namespace that is only a file has no links.
    if let namespace, !NetworkNamespace(name: namespace).isMounted { return .gone }
    let tool = tool
    let found = try NetworkNamespace.inside(namespace) { () throws(HardwareError) in
      try LinkInfo.read(name, with: tool)
    }
    guard let found else { return .gone }
    if found.ifalias == run.mark { return .ours }
    if found.ifalias == nil, found.address?.lowercased() == address.lowercased() { return .ours }
    return .other("\(name) does not bear this run's mark")
  }

  /// Deletes a namespace.
  func deleteNamespace(_ name: String, after: After?) throws(HardwareError) -> UndoOutcome {
    switch try owner(ofNamespace: name, after: after) {
    case .gone: return .gone("it is not there")
    case .other(let reason): return .notOurs(reason)
    case .ours:
      if !isDry { try NetworkNamespace(name: name).delete() }
      return .undone
    }
  }

  /// Deletes a cable by one of its ends; the other follows.
  func deleteVethPair(_ a: VethEnd, _ b: VethEnd) throws(HardwareError) -> UndoOutcome {
    let first = try deleteLink(a.name, in: a.namespace, address: a.mac)
    if case .gone = first { return try deleteLink(b.name, in: b.namespace, address: b.mac) }
    return first
  }

  /// Deletes a link.
  func deleteLink(
    _ name: String, in namespace: String?, address: String
  ) throws(HardwareError) -> UndoOutcome {
    switch try owner(ofLink: name, in: namespace, address: address) {
    case .gone: return .gone("it is not there")
    case .other(let reason): return .notOurs(reason)
    case .ours:
      if !isDry { try command(namespace, ["link", "delete", "dev", name], unlessGone: name) }
      return .undone
    }
  }

  /// Brings a physical interface back. A tap goes with its domain.
  func moveBack(
    _ interface: String, from namespace: String, before: Before
  ) throws(HardwareError) -> UndoOutcome {
    guard before.isPhysical == true else { return .gone("it goes with its domain") }
    switch try owner(ofNamespace: namespace) {
    case .gone: return .gone("the kernel has brought it back")
    case .other(let reason): return .notOurs(reason)
    case .ours:
      let isThere = try NetworkNamespace.inside(namespace) { () throws(HardwareError) in
        interfaceIndex(interface) != nil
      }
      guard isThere else { return .gone("it is not in \(namespace)") }
      let home = ["link", "set", "dev", interface, "netns", "\(getpid())"]
      if !isDry { try command(namespace, home, unlessGone: interface) }
      return .undone
    }
  }

  /// Undoes what was changed at an interface of the machine's own namespace.
  func undoInOwnNamespace(_ entry: JournalContents.Entry) throws(HardwareError) -> UndoOutcome {
    if case .addRoute(_, let destination, let via, let interface) = entry.action {
      return try undoRoute(destination, via: via, through: interface)
    }
    guard let interface = entry.action.interface, interfaceIndex(interface) != nil else {
      return .gone("the interface is not there")
    }
    switch entry.action {
    case .attachToBridge(_, _, let bridge):
      guard try LinkInfo.read(interface, with: tool)?.master == bridge else {
        return .gone("it is no port of \(bridge)")
      }
      if !isDry { try tool.run("ip", ["link", "set", "dev", interface, "nomaster"]) }
    case .setUp:
      guard entry.before.wasUp == false else { return .gone("it was up before") }
      if !isDry { try tool.run("ip", ["link", "set", "dev", interface, "down"]) }
    case .addAddress(_, _, let address):
      let shown = try tool.run("ip", ["-o", "address", "show", "dev", interface, "to", address])
      guard !shown.isEmpty else { return .gone("it has no such address") }
      if !isDry { try tool.run("ip", ["address", "delete", address, "dev", interface]) }
    case .addNeighbour(_, _, let address, let mac):
      let shown = try tool.run("ip", ["neighbour", "show", "to", address, "dev", interface])
      guard shown.contains("lladdr \(mac.lowercased())") else { return .gone("it knows none") }
      if !isDry { try tool.run("ip", ["neighbour", "delete", address, "dev", interface]) }
    case .shape:
      let shown = try tool.run("tc", ["qdisc", "show", "dev", interface, "root"])
      guard shown.contains("tbf \(Performer.handle) ") else { return .gone("it has no limit") }
      if !isDry { try tool.run("tc", ["qdisc", "delete", "dev", interface, "root"]) }
    case .disableOffloads: return try enableOffloads(of: interface, entry.before)
    default: return .gone("there is nothing to undo")
    }
    return .undone
  }

  private func enableOffloads(
    of interface: String, _ before: Before
  ) throws(HardwareError) -> UndoOutcome {
    guard let features = before.features, !features.isEmpty else { return .gone("all were off") }
    if !isDry { try tool.run("ethtool", ["-K", interface] + features.flatMap { [$0, "on"] }) }
    return .undone
  }

  private func undoRoute(
    _ destination: String, via: String?, through interface: String?
  ) throws(HardwareError) -> UndoOutcome {
    if let interface, interfaceIndex(interface) == nil { return .gone("it went with \(interface)") }
    let route = Performer.route(destination, via: via, through: interface)
    let shown = try tool.run("ip", ["route", "show", "exact"] + route)
    guard !shown.isEmpty else { return .gone("there is no such route") }
    if !isDry { try tool.run("ip", ["route", "delete"] + route) }
    return .undone
  }

  /// Runs `ip` in a namespace. That the link has gone meanwhile is no error.
  func command(
    _ namespace: String?, _ arguments: [String], unlessGone link: String
  ) throws(HardwareError) {
    let tool = tool
    try NetworkNamespace.inside(namespace) { () throws(HardwareError) in
      do throws(HardwareError) {
        try tool.run("ip", arguments)
      } catch {
        guard interfaceIndex(link) == nil else { throw error }
      }
    }
  }
}

extension Action {
  /// The interface that it changes; nil for what changes none, or several.
  var interface: String? {
    switch self {
    case .attachToBridge(_, let interface, _), .setUp(_, let interface),
      .addAddress(_, let interface, _), .addNeighbour(_, let interface, _, _),
      .shape(_, let interface, _), .disableOffloads(_, let interface, _),
      .moveInterface(let interface, _), .takePort(let interface, _, _):
      interface
    default: nil
    }
  }
}

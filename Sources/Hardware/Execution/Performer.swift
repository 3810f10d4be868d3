import Libvirt

/// Does actions. What it does leaves marks by which `Undoer` knows it again.
struct Performer {
  let run: RunID
  let tool: Tool
  let hypervisors: Hypervisors
  /// How many times longer than on real hardware a tap may take to appear.
  var slowness = 1.0

  /// Looks at what is there before an action, and refuses one that would change what is not ours.
  func prepare(_ action: Action) throws(HardwareError) -> Before {
    switch action {
    case .createNamespace(let name):
      guard !NetworkNamespace(name: name).exists else {
        throw HardwareError("the network namespace \(name) exists already; `hypertwin clean`")
      }
      return Before()
    case .createVethPair(let a, let b, _):
      for end in [a, b] { try refuseExisting(end.name, in: end.namespace) }
      return Before()
    case .createBridge(let namespace, let name, _):
      try refuseExisting(name, in: namespace)
      return Before()
    case .attachToBridge(nil, let interface, let bridge):
      try beforeAttaching(interface, to: bridge)
      return Before()
    case .setUp(nil, let interface): return try beforeSettingUp(interface)
    case .addAddress(nil, _, _), .addRoute(nil, _, _, _), .addNeighbour(nil, _, _, _),
      .shape(nil, _, _):
      try refuseRepetition(action)
      return Before()
    case .disableOffloads(let namespace, let interface, let features):
      return try offloads(of: interface, in: namespace, among: features)
    case .moveInterface(let interface, _): return try beforeMoving(interface)
    case .takePort(let interface, _, let mtu): return try beforeTaking(interface, mtu: mtu)
    case .setSysctl(let namespace, let name, _):
      let path = try Knob.path(sysctl: name)
      var before = Before()
      before.previous = try NetworkNamespace.inside(namespace) { () throws(HardwareError) in
        try Knob.value(at: path)
      }
      return before
    case .writeKnob(let path, _):
      var before = Before()
      before.previous = try Knob.value(at: path)
      return before
    case .attachToBridge, .setUp, .addAddress, .addRoute, .addPolicyRule, .addPolicyRoute,
      .addNeighbour, .shape, .startDomain, .resumeDomain:
      return Before()
    }
  }

  /// Does an action.
  func perform(_ action: Action, before: Before) throws(HardwareError) -> After {
    switch action {
    case .createNamespace(let name): return try createNamespace(name)
    case .setSysctl(let namespace, let name, let value):
      let path = try Knob.path(sysctl: name)
      try NetworkNamespace.inside(namespace) { () throws(HardwareError) in
        try Knob.set(path, to: value)
      }
    case .writeKnob(let path, let value): try Knob.set(path, to: value)
    case .disableOffloads(let namespace, let interface, let features):
      return try disableOffloads(of: interface, in: namespace, features: features)
    case .moveInterface(let interface, let namespace):
      try move(interface, into: namespace, isPhysical: before.isPhysical ?? false)
    case .takePort(let interface, let namespace, _):
      try tool.run("ip", ["link", "set", "dev", interface, "netns", namespace])
    case .startDomain(let domain): return try start(domain)
    case .resumeDomain(let uri, let role): try resume(uri: uri, role: role)
    case .createVethPair, .createBridge, .attachToBridge, .setUp, .addAddress, .addRoute,
      .addPolicyRule, .addPolicyRoute, .addNeighbour, .shape:
      try changeLinks(action)
    }
    return After()
  }

  private func createNamespace(_ name: String) throws(HardwareError) -> After {
    let namespace = NetworkNamespace(name: name)
    let (tool, mark) = (tool, run.mark)
    try namespace.create(mark: mark) { () throws(HardwareError) in
      try tool.run("ip", ["link", "set", "dev", "lo", "up", "alias", mark])
    }
    var after = After()
    after.device = namespace.identity?.device
    after.inode = namespace.identity?.inode
    return after
  }
}

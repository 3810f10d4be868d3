import Libvirt

extension Plan {
  /// What is wrong with the plan, one sentence each: names that the kernel refuses, and things that
  /// are used before they are made or made twice. Empty for a plan that can be tried.
  public var problems: [String] {
    // Any run will do: all have identifiers of the same length.
    let run = RunID(DomainUUID(bytes: [UInt8](repeating: 0, count: 16)))
    var checker = PlanChecker()
    for (index, action) in actions.enumerated() {
      checker.check(action, number: index + 1, run: run)
    }
    return checker.problems
  }

  /// Whether any of its actions is root's alone.
  public var needsRoot: Bool {
    actions.contains { action in
      switch action {
      case .startDomain, .resumeDomain: false
      case .writeKnob(let path, _): path.hasPrefix("/sys/") || path.hasPrefix("/proc/")
      default: true
      }
    }
  }
}

/// Goes through a plan's actions in their order.
private struct PlanChecker {
  var problems: [String] = []
  private var namespaces: Set<String> = []
  private var roles: Set<String> = []
  /// Longest name of an interface, `IFNAMSIZ` without the end.
  private static let longestName = 15

  mutating func check(_ action: Action, number: Int, run: RunID) {
    func place(_ text: String) -> String { "action \(number), \(action.summary): \(text)" }
    for namespace in action.namespaces where !namespaces.contains(namespace) {
      problems.append(place("the namespace \(namespace) has not been made by then"))
    }
    for name in action.interfaces {
      let filled = run.fill(name)
      if filled.utf8.count > Self.longestName || filled.isEmpty
        || filled.contains(where: { $0 == "/" || $0 == ":" || $0.isWhitespace })
        || filled.hasPrefix("-")
      {
        problems.append(
          place("\"\(filled)\" cannot be an interface; use 1 to 15 characters without / and :"))
      }
    }
    switch action {
    case .createNamespace(let name):
      if !namespaces.insert(name).inserted {
        problems.append(place("the namespace is made twice; give the hosts different names"))
      }
      if name.contains("/") || name.hasPrefix(".") || name.hasPrefix("-") || name.isEmpty {
        problems.append(place("\"\(name)\" cannot be the name of a namespace"))
      }
    case .startDomain(let domain):
      if !roles.insert(domain.role).inserted {
        problems.append(place("there are two domains in this role; give them different names"))
      }
    case .resumeDomain(_, let role):
      if !roles.contains(Names.label(role)) {
        problems.append(place("it has not been started by then"))
      }
    default: break
    }
  }
}

extension Action {
  /// The namespaces that must be there before it.
  fileprivate var namespaces: [String] {
    switch self {
    case .createVethPair(let a, let b, _): [a.namespace, b.namespace].compactMap(\.self)
    case .createBridge(let namespace, _, _), .attachToBridge(let namespace, _, _),
      .setUp(let namespace, _), .addAddress(let namespace, _, _),
      .addRoute(let namespace, _, _, _), .addNeighbour(let namespace, _, _, _),
      .setSysctl(let namespace, _, _), .shape(let namespace, _, _),
      .disableOffloads(let namespace, _, _):
      [namespace].compactMap(\.self)
    case .moveInterface(_, let namespace), .takePort(_, let namespace, _),
      .addPolicyRule(let namespace, _, _), .addPolicyRoute(let namespace, _, _, _, _):
      [namespace]
    case .createNamespace, .startDomain, .resumeDomain, .writeKnob: []
    }
  }

  /// The interfaces that it names.
  fileprivate var interfaces: [String] {
    switch self {
    case .createVethPair(let a, let b, _): [a.name, b.name]
    case .createBridge(_, let name, _): [name]
    case .attachToBridge(_, let interface, let bridge): [interface, bridge]
    case .addRoute(_, _, _, let interface), .addPolicyRoute(_, _, _, _, let interface):
      [interface].compactMap(\.self)
    case .addPolicyRule(_, let incoming, _): [incoming]
    default: [interface].compactMap(\.self)
    }
  }
}

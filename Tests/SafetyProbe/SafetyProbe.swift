import Console
import Formats
import Glibc
import Hardware
import Libvirt
import Model

/// Applies a plan and is killed, by itself at a given step or by whoever started it.
///
///     SafetyProbe apply STATE URI RUN KNOB [intent|done N]
///     SafetyProbe apply-alone …            the same without a reaper
///     SafetyProbe apply-agent … with an agent of HYPERTWIN_PROBE_GUEST that runs a kernel
///     SafetyProbe reaper JOURNAL
///     SafetyProbe worker STATE CACHE       serves a coordinator on its input and output
///     SafetyProbe measure SCENARIO TESTBED GUEST STATE
///                                          measures one sample, and says what it does
///     SafetyProbe count URI KNOB           prints the number of the plan's actions
@main
struct SafetyProbe {
  static func main() {
    let arguments = CommandLine.arguments
    switch arguments.dropFirst().first {
    case "reaper" where arguments.count == 3:
      let report = try? Reaper.run(journal: arguments[2])
      exit(report?.isComplete ?? true ? 0 : 1)
    case "worker" where arguments.count == 4: serve(state: arguments[2], cache: arguments[3])
    case "measure" where arguments.count == 6: measure(arguments)
    case "count" where arguments.count == 4:
      print(plan(uri: arguments[2], knob: arguments[3]).actions.count)
    case "apply" where arguments.count >= 6: apply(arguments, hasReaper: true)
    case "apply-agent" where arguments.count == 6:
      let guest = getenv("HYPERTWIN_PROBE_GUEST").map { String(cString: $0) }
      apply(arguments, hasReaper: true, agent: guest)
    case "apply-alone" where arguments.count >= 6: apply(arguments, hasReaper: false)
    default: exit(2)
    }
  }

  private static func apply(_ arguments: [String], hasReaper: Bool, agent: String? = nil) {
    guard let uuid = DomainUUID(arguments[4]) else { exit(2) }
    var options = Executor.Options()
    options.state = StateFolder(path: arguments[2])
    options.reaper = hasReaper ? Reaper.Command(arguments: ["reaper"]) : nil
    if arguments.count == 8, let number = Int(arguments[7]) {
      let kind = arguments[6]
      options.observer = { step in
        switch step {
        case .intent(number, _) where kind == "intent": kill(getpid(), SIGKILL)
        case .done(number, _, _) where kind == "done": kill(getpid(), SIGKILL)
        default: break
        }
      }
    }
    let executor = Executor(
      plan(uri: arguments[3], knob: arguments[5]), run: RunID(uuid), options: options)
    do {
      try executor.apply()
    } catch {
      print("failed: \(error)")
      fflush(nil)
      exit(1)
    }
    let client = agent.map { startAgent($0, in: executor.run.fill(Names.namespace("router"))) }
    defer { withExtendedLifetime(client) {} }
    // Whoever started this may see what is there now; a line of input lets it end.
    print("applied")
    fflush(nil)
    _ = getchar()
    let report = executor.undo()
    print(report.isComplete ? "undone" : "left: \(report.complaints)")
    fflush(nil)
    exit(report.isComplete ? 0 : 1)
  }

  /// An agent in a namespace, in the midst of a kernel that would go on for a minute.
  private static func startAgent(_ guest: String, in namespace: String) -> AgentClient {
    do {
      let client = try AgentClient.spawn(
        name: "agent", ["ip", "netns", "exec", namespace, guest, "agent"])
      _ = try client.connect(within: .seconds(20))
      try client.start(
        AgentRun(
          id: 1, kernel: "traffic-receive",
          words: ["receive-on=\(Names.interface(3))", "stream=1", "port=9", "seconds=60"].map {
            $0.replacing(Names.run, with: String(namespace.dropFirst(3).prefix(6)))
          }))
      return client
    } catch {
      print("failed: \(error)")
      exit(1)
    }
  }

  private static func serve(state: String, cache: String) {
    let worker = try? Worker(
      input: 0, output: 1, state: StateFolder(path: state), cache: cache,
      reaper: Reaper.Command(arguments: ["reaper"]))
    exit((try? worker?.serve())?.isEmpty ?? false ? 0 : 1)
  }

  private static func measure(_ arguments: [String]) {
    do {
      let scenario = try ScenarioFile.read(
        try TextFile.read(arguments[2]), file: arguments[2]
      ).scenario
      let testbed = try TestbedFile.read(
        try TextFile.read(arguments[3]), file: arguments[3], for: scenario
      ).testbed
      let sampler = Sampler(
        settings: MeasureSettings(), guest: arguments[4], state: StateFolder(path: arguments[5]),
        reaper: Reaper.Command(arguments: ["reaper"]),
        progress: { text in
          print(text)
          fflush(nil)
        })
      let cell = try Cell(
        scenario, hash: "", testbed: testbed, emulated: false, appliance: nil, connection: "")
      print("\(try sampler.sample(cell).verdict)")
      exit(0)
    } catch {
      print("failed: \(error)")
      exit(1)
    }
  }

  /// A plan with every kind of action.
  static func plan(uri: String, knob: String) -> Plan {
    let (generator, router) = (Names.namespace("generator"), Names.namespace("router"))
    let receiver = Names.namespace("receiver")
    let taps = [Names.interface(0), Names.interface(1)]
    var plan = Plan([generator, router, receiver].map { .createNamespace(name: $0) })
    plan.append(veth(2, generator, 3, router))
    plan.append(veth(4, receiver, 5, router))
    for (bridge, port) in [(6, 3), (7, 5)] {
      let (bridge, port) = (Names.interface(bridge), Names.interface(port))
      plan.append(.createBridge(namespace: router, name: bridge, ageingSeconds: 300))
      plan.append(.attachToBridge(namespace: router, interface: port, bridge: bridge))
      plan.append(.setUp(namespace: router, interface: port))
    }
    plan.actions += ends(generator: generator, receiver: receiver)
    plan.append(.setSysctl(namespace: router, name: "net.ipv4.ip_forward", value: "1"))
    plan.actions += inOwnNamespace()
    plan.actions += port(in: router)
    plan.append(.writeKnob(path: knob, value: "performance"))
    plan.append(.startDomain(DomainStart(uri: uri, role: "router", xml: domain(taps: taps))))
    for (tap, bridge) in [(taps[0], 6), (taps[1], 7)] {
      plan.append(.moveInterface(interface: tap, namespace: router))
      plan.append(
        .attachToBridge(namespace: router, interface: tap, bridge: Names.interface(bridge)))
      plan.append(.setUp(namespace: router, interface: tap))
    }
    plan.append(.resumeDomain(uri: uri, role: "router"))
    return plan
  }

  private static func veth(_ a: Int, _ first: String, _ b: Int, _ second: String) -> Action {
    .createVethPair(
      VethEnd(namespace: first, name: Names.interface(a), mac: Names.mac("cable", a)),
      VethEnd(namespace: second, name: Names.interface(b), mac: Names.mac("cable", b)), mtu: 1500)
  }

  private static func ends(generator: String, receiver: String) -> [Action] {
    let (out, back) = (Names.interface(2), Names.interface(4))
    return [
      .setUp(namespace: generator, interface: out),
      .addAddress(namespace: generator, interface: out, address: "198.18.0.1/24"),
      .addRoute(
        namespace: generator, destination: "198.18.1.0/24", via: "198.18.0.254", interface: out),
      .addNeighbour(
        namespace: generator, interface: out, address: "198.18.0.254", mac: Names.mac("router", 0)),
      .shape(
        namespace: generator, interface: out,
        TokenBucket(bitsPerSecond: 1_000_000_000, burstBytes: 65536, latencyMicroseconds: 5000)),
      .disableOffloads(namespace: receiver, interface: back, features: ["tso", "gso", "gro"]),
    ]
  }

  /// A real interface of the machine: here the end of a cable that is not the run's namespace's.
  private static func port(in router: String) -> [Action] {
    let (near, far) = (Names.interface(10), Names.interface(11))
    func end(_ name: String) -> VethEnd {
      VethEnd(namespace: nil, name: name, mac: Names.mac(name, 0))
    }
    return [
      .createVethPair(end(near), end(far), mtu: 1500),
      .addAddress(namespace: nil, interface: near, address: "198.19.253.1/30"),
      .disableOffloads(namespace: nil, interface: near, features: ["gro"]),
      .takePort(interface: near, namespace: router, mtu: 1500),
      .setUp(namespace: router, interface: near),
      .addAddress(namespace: router, interface: near, address: "198.19.252.1/30"),
    ]
  }

  /// What must be undone piece by piece, since no namespace takes it away.
  private static func inOwnNamespace() -> [Action] {
    let bridge = Names.interface(8)
    return [
      .createBridge(namespace: nil, name: bridge, ageingSeconds: 0),
      .setUp(namespace: nil, interface: bridge),
      .addAddress(namespace: nil, interface: bridge, address: "198.19.255.1/30"),
      .addRoute(namespace: nil, destination: "198.19.254.0/24", via: nil, interface: bridge),
      .setSysctl(namespace: nil, name: "net/ipv4/conf/\(bridge)/proxy_arp", value: "1"),
    ]
  }

  /// The smallest domain that QEMU takes, with two taps.
  private static func domain(taps: [String]) -> String {
    var domain = DomainXML(platform: .qemu, role: "router", memory: ByteCount(bytes: 16 << 20))
    domain.nics = [
      DomainNIC(model: .rtl8139, tap: taps[0], mac: Names.mac("router", 0)),
      DomainNIC(model: .virtio, tap: taps[1], mac: Names.mac("router", 1)),
    ]
    return domain.xml()
  }
}

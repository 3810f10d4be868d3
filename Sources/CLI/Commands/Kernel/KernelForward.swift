import ArgumentParser
import Formats
import Kernels
import Model
import PacketCapture

/// `hypertwin kernel forward`: a router on captures, on interfaces, or in memory.
struct KernelForward: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forward",
    abstract: "Forward IPv4 and IPv6 packets between captures or interfaces, or measure that.",
    discussion: """
      A file of routes has a line for each interface, neighbour and route:

        interface left mac 02:00:00:00:00:01 address 198.18.0.1/24
        interface right.7 mac 02:00:00:00:00:02 port right vlan 7 address 198.18.1.1/24
        neighbour 198.18.1.2 mac 02:00:00:00:10:02 dev right.7
        203.0.113.0/24 via 198.18.1.2 dev right.7
        blackhole 192.0.2.0/24

      Live interfaces have the kernel's Ethernet address and MTU where the file gives none. Packets
      larger than the next MTU are not fragmented. The benchmark's times are of its thread on a CPU.

      Live ports are the router's: what comes for its Ethernet addresses and none of this machine's
      IP addresses, the kernel's own stack neither forwards nor answers while the command runs,
      however it ends. --no-exclusive leaves such frames to both.

      EXAMPLES
        hypertwin kernel forward --read in.pcap --write out.pcap --routes routes.txt --in left
        hypertwin kernel forward --read in.pcap --write out.pcap --scenario s.yaml --host router
        hypertwin kernel forward --live --in eth1 --out eth2 --routes routes.txt --seconds 10
        hypertwin kernel forward --benchmark --fib 950000 --format json
      """)

  enum Engine: String, ExpressibleByArgument, CaseIterable, Encodable {
    case auto, adaptive, xdp, ring, pcap
  }
  enum Batching: String, ExpressibleByArgument, CaseIterable { case frames, segments }
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @Option(help: ArgumentHelp("Forward the packets of this capture.", valueName: "file"))
  var read: String?

  @Option(
    help: ArgumentHelp("Write what leaves to this capture, whole or not.", valueName: "file"))
  var write: String?

  @Flag(help: "Forward between network interfaces; needs root or CAP_NET_RAW.")
  var live = false

  @Flag(help: "Measure look-ups and forwarding in memory.")
  var benchmark = false

  @Option(help: ArgumentHelp("Interfaces, neighbours and routes.", valueName: "file"))
  var routes: String?

  @Option(help: ArgumentHelp("Take them from this scenario's host.", valueName: "file"))
  var scenario: String?

  @Option(help: ArgumentHelp("The host of the scenario.", valueName: "name"))
  var host: String?

  @Option(
    name: .customLong("in"),
    help: ArgumentHelp(
      "A port that packets come in by; a capture has one, by default the first.",
      valueName: "interface"))
  var incoming: [String] = []

  @Option(
    name: .customLong("out"),
    help: ArgumentHelp(
      "A port that packets leave by. Live ports work both ways.", valueName: "interface"))
  var outgoing: [String] = []

  @Option(
    help: ArgumentHelp(
      "How live frames come and go: by rings of packet sockets, likewise but sent by AF_XDP, or "
        + "sent joined while that saves something and else by AF_XDP (adaptive), or by libpcap. "
        + "By default the first of adaptive, xdp and ring that the interfaces can do."))
  var engine: Engine = .auto

  @Option(
    help: ArgumentHelp(
      "Whether rings hand each frame over itself, or UDP frames of a flow that came together "
        + "joined, where the kernel cuts them to what they were; by default as the engine does."))
  var batching: Batching?

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Whether the kernel's own stack is kept from live frames that are the router's to forward; "
        + "by default where the kernel can (Linux 6.6)."))
  var exclusive: Bool?

  @Option(help: ArgumentHelp("End after so many seconds, up to 86400.", valueName: "number"))
  var seconds: Double?

  @Option(help: ArgumentHelp("End after so many packets received.", valueName: "number"))
  var packets: Int?

  @Option(help: ArgumentHelp("Routes of the benchmark, 1 to 2000000.", valueName: "number"))
  var fib = 950_000

  @Option(help: ArgumentHelp("Rounds of the benchmark, 2 to 1000.", valueName: "number"))
  var rounds = 10

  @Option(help: ArgumentHelp("What the benchmark draws from.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(help: "The form of the results.")
  var format: Format = .table

  func validate() throws {
    let modes = [read != nil, live, benchmark].filter { $0 }.count
    guard modes == 1 else {
      throw ValidationError("Give one of --read, --live and --benchmark.")
    }
    if (read == nil) != (write == nil) {
      throw ValidationError("--read and --write go together.")
    }
    if (scenario == nil) != (host == nil) {
      throw ValidationError("--scenario and --host go together.")
    }
    if !benchmark, (routes == nil) == (scenario == nil) {
      throw ValidationError("Give --routes, or --scenario with --host.")
    }
    if live, incoming.isEmpty {
      throw ValidationError("--live needs --in, and --out if it differs.")
    }
    if read != nil, incoming.count > 1 { throw ValidationError("A capture comes in by one --in.") }
    if live, scenario != nil {
      throw ValidationError("A scenario has no Ethernet addresses; --live needs --routes.")
    }
    if batching == .segments, !live || ![.auto, .ring].contains(engine) {
      throw ValidationError("--batching segments needs --live, and rings as the engine.")
    }
    if exclusive != nil, !live {
      throw ValidationError("--exclusive and --no-exclusive need --live.")
    }
    if let seconds, !(seconds > 0 && seconds <= 86_400) {
      throw ValidationError("--seconds \(seconds) is not above 0 and up to 86400.")
    }
    if let packets, packets < 1 { throw ValidationError("--packets \(packets) is not positive.") }
    if !(1...2_000_000).contains(fib) {
      throw ValidationError("--fib \(fib) is not between 1 and 2000000.")
    }
    if !(2...1000).contains(rounds) {
      throw ValidationError("--rounds \(rounds) is not between 2 and 1000.")
    }
  }

  func run() async throws {
    try await reportingFailures {
      if benchmark {
        try runBenchmark()
      } else if let read, let write {
        try runCapture(read, write)
      } else {
        try runLive()
      }
    }
  }

  func show(_ table: String, _ value: some Encodable) throws(Failure) {
    try Terminal.write(format == .json ? try KernelText.json(value) : table)
  }

  private func runBenchmark() throws(Failure) {
    let bar = ProgressBar("Measuring")
    let report: ForwardingBenchmark.Report
    do {
      report = try ForwardingBenchmark(routes: fib, rounds: rounds, seed: seed).run {
        bar.update($0, $1)
      }
    } catch {
      throw .work(error.description)
    }
    bar.finish()
    let figures = ForwardingBenchmarkFigures(report)
    try show(figures.table, figures)
    guard report.wrong == 0 else {
      throw .work(
        "\(report.wrong) of \(report.checked) look-ups and packets are wrong: the figures are void")
    }
  }

  /// The router and its ports' names.
  func router(
    _ known: [String: (mac: MACAddress, mtu: Int)] = [:], ports: [String] = []
  ) throws(Failure) -> (configuration: RouterConfiguration, ports: [String]) {
    if let scenario, let host {
      let loaded = try Inputs.scenario(scenario, overrides: [])
      let router = try RouterScenario(loaded.scenario, host: host)
      return (router.configuration, router.ports)
    }
    let path = routes ?? ""
    let text: String
    do {
      text = try TextFile.read(path)
    } catch {
      throw .input(error.description)
    }
    let router = try RouterFile(text, file: path, ports: ports, known: known)
    return (router.configuration, router.ports)
  }

  static func forwarder(
    _ configuration: RouterConfiguration
  ) throws(Failure) -> Forwarder {
    do {
      return try Forwarder(configuration)
    } catch {
      throw .input(error.description)
    }
  }

  private func runCapture(_ read: String, _ write: String) throws(Failure) {
    let (configuration, ports) = try router()
    let name = incoming.first ?? ports[0]
    guard let ingress = ports.firstIndex(of: name) else {
      throw .input(
        "--in \(name): there is no such port; there are: \(ports.joined(separator: ", "))")
    }
    var forwarder = try Self.forwarder(configuration)
    do {
      let partial = CaptureWriter.partialName(of: write)
      try PartialOutput.removingOnSignal(partial) { () throws(CaptureError) in
        var reader = try CaptureReader(read)
        var writer = try CaptureWriter(write)
        try CaptureForwarding.run(
          &reader, through: &forwarder, ingress: ingress, into: &writer)
        try writer.finish()
      }
    } catch {
      switch error {
      case .unwritable: throw .output(error.description)
      default: throw .input(error.description)
      }
    }
    var report = ForwardingReport()
    report.counters = forwarder.counters
    let figures = ForwardingFigures(report)
    try show(figures.table, figures)
  }
}

import Foundation
import Model
import Store
import Testing

@testable import Hardware

/// Our generator and iperf3 agree within 5 %: the same plan, so the same namespaces, links and
/// native router, a few seconds each.
///
/// A pair of runs in which either did not offer its load, or that a busy machine spoiled, says
/// nothing; so up to three pairs are tried, and one must agree. Every pair's figures are printed.
@Suite(
  .serialized,
  .enabled(
    if: TestServer.canChangeNetworks && Peers.iperf3 != nil && Peers.guest != nil,
    "needs root, ip, iperf3 (script/setup --test-tools) and hypertwin-guest beside the tests"))
struct AgreementTests {
  private static let attempts = 3
  private static let tolerance = 0.05

  @Test func aRateBelowTheLinksAgrees() async throws {
    try await compare(rate: 20e6, link: 100e6)
  }

  /// What is too much is dropped before the slower second link: a loss of a third.
  @Test func anOverloadAgreesInLossToo() async throws {
    try await compare(rate: 150e6, link: 100e6)
  }

  @Test func tcpBehindAShaperAgrees() async throws {
    try await onThread {
      let scene = try FlowScene(.elastic(window: .size(ByteCount(bytes: 256 << 10))), link: 50e6)
      defer { scene.remove() }
      try scene.expectAgreement(of: "TCP", Self.attempts) {
        let own = try scene.own()
        let peer = try scene.iperf3(["-w", "256K"])
        let sum = try #require((peer["end"] as? [String: Any])?["sum_received"] as? [String: Any])
        let rate = try #require(sum["bits_per_second"] as? Double) / 1e6
        let goodput = try #require(own["goodput"])
        print("TCP goodput in Mbit/s: ours \(goodput), iperf3 \(rate)")
        return (goodput / rate - 1).magnitude <= Self.tolerance
      }
    }
  }

  private func compare(rate: Double, link: Double) async throws {
    try await onThread {
      let scene = try FlowScene(.constantRate(BitRate(bitsPerSecond: rate)), link: link)
      defer { scene.remove() }
      try scene.expectAgreement(of: "UDP at \(rate / 1e6) Mbit/s", Self.attempts) {
        let own = try scene.own()
        let peer = try scene.iperf3(["-u", "-b", "\(Int(rate))", "-l", "\(FlowScene.payload)"])
        let sum = try #require((peer["end"] as? [String: Any])?["sum"] as? [String: Any])
        let packets = try #require(sum["packets"] as? Double)
        let lost = try #require(sum["lost_packets"] as? Double)
        let seconds = try #require(sum["seconds"] as? Double)
        let peerGoodput = (packets - lost) / seconds * Double(FlowScene.payload) * 8 / 1e6
        let goodput = try #require(own["goodput"])
        let loss = try #require(own["loss"])
        print(
          "UDP goodput in Mbit/s and loss: ours \(goodput), \(loss); "
            + "iperf3 \(peerGoodput), \(lost / packets)")
        return (goodput / peerGoodput - 1).magnitude <= Self.tolerance
          && (loss - lost / packets).magnitude <= Self.tolerance
      }
    }
  }
}

/// The programs that tests compare with and start.
enum Peers {
  /// iperf3.
  static let iperf3 = ToolOutput.path(of: "iperf3")

  /// The guest executable that was built with the tests, beside the executable that runs them.
  static let guest: String? = {
    guard let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    else { return nil }
    let path = URL(fileURLWithPath: own).deletingLastPathComponent()
      .appendingPathComponent("hypertwin-guest").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()
}

/// Three hosts in a row, the router native, with one flow, and a folder for journals.
final class FlowScene {
  /// Bytes of UDP payload in a frame of 1518.
  static let payload = 1472
  /// Seconds of each run.
  private static let seconds = 2
  /// Seconds that iperf3's server may take to listen.
  private static let patience = 20.0

  let cell: Cell
  let sampler: Sampler
  private let folder: String

  init(
    _ load: Flow.Load, link: Double, adjust: (inout MeasureSettings) -> Void = { _ in }
  ) throws {
    var scenario = try Scenarios.read("this-machine/native")
    scenario.links[1].rate = BitRate(bitsPerSecond: link)
    scenario.workloads = [
      Workload(
        id: Workload.ID("flow"),
        kind: .flow(
          Flow(
            source: Place(host: Host.ID("generator")),
            destination: Place(host: Host.ID("receiver")),
            load: load, frame: ByteCount(bytes: 1518))))
    ]
    folder = NSTemporaryDirectory() + "hypertwin-agreement-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    cell = try Cell(
      scenario, hash: "", testbed: .thisMachine, emulated: false, appliance: nil, connection: "")
    var settings = MeasureSettings()
    settings.flowSeconds = Double(Self.seconds)
    settings.warmUpSeconds = 0.3
    adjust(&settings)
    sampler = Sampler(
      settings: settings, guest: Peers.guest ?? "", state: StateFolder(path: folder), reaper: nil)
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// A sample of ours: its quantities.
  func own() throws -> [String: Double] {
    let outcome = try sampler.sample(cell)
    if case .failed(let why) = outcome.verdict { throw HardwareError(why) }
    return outcome.measurements.reduce(into: [:]) { $0[$1.quantity] = $1.value }
  }

  /// What iperf3's client says, through the same plan.
  func iperf3(_ arguments: [String]) throws -> [String: Any] {
    var options = Executor.Options()
    options.state = StateFolder(path: folder)
    let executor = Executor(cell.parts[0].plan, options: options)
    try executor.apply()
    defer { executor.undo() }
    func inside(_ host: String, _ words: [String]) -> [String] {
      ["netns", "exec", executor.run.fill(Names.namespace(host)), Peers.iperf3 ?? "iperf3"] + words
    }
    let server = Process()
    server.executableURL = URL(fileURLWithPath: try #require(Tool.path(of: "ip")))
    // It ends after one client, or is ended below by its number.
    server.arguments = inside("2-receiver", ["-s", "-1", "-B", "198.18.1.2"])
    server.standardOutput = FileHandle.nullDevice
    try server.run()
    defer {
      // It may catch SIGTERM and stay.
      if server.isRunning { kill(server.processIdentifier, SIGKILL) }
      server.waitUntilExit()
    }
    let namespace = executor.run.fill(Names.namespace("2-receiver"))
    let sockets = ["netns", "exec", namespace, "ss", "-Htln"]
    let deadline = Date().addingTimeInterval(Self.patience)
    while try !Tool().run("ip", sockets).contains("198.18.1.2:5201") {
      guard Date() < deadline else { throw HardwareError("iperf3 -s does not listen") }
      Thread.sleep(forTimeInterval: 0.05)
    }
    let text = try Tool().run(
      "ip",
      inside("0-generator", ["-c", "198.18.1.2", "-t", "\(Self.seconds)", "-J"] + arguments))
    // It may warn first that a datagram is larger than TCP's segments.
    let json = text[(text.firstIndex(of: "{") ?? text.startIndex)...]
    return try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }

  /// One of so many pairs must agree.
  func expectAgreement(
    of what: String, _ attempts: Int, _ agrees: () throws -> Bool
  ) throws {
    for attempt in 1...attempts {
      if try agrees() { return }
      print("\(what): pair \(attempt) of \(attempts) does not agree")
    }
    Issue.record("\(what): none of \(attempts) pairs agrees within 5 %")
  }
}

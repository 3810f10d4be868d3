import Foundation
import Kernels
import Model
import Synchronization
import Testing

/// The forwarder between two pairs of real interfaces, in a network namespace of the test's own.
@Suite(
  .enabled(if: TestNetwork.isPossible, Comment(rawValue: TestNetwork.reason)),
  .enabled(
    if: CommandRun.isPossible, "needs the program hypertwin beside the tests (swift build)"))
struct ForwardingLiveTests {
  private static let router = "02:00:00:00:00:01"
  private static let far = "02:00:00:00:00:02"
  private static let receiver = "02:00:00:00:0b:01"

  /// left → right: the router's near port; far → end: its far port and the receiver.
  private func network(mtu: Int) throws -> (network: TestNetwork, routes: URL) {
    let network = try TestNetwork(mtu: mtu)
    try network.inside("link", "add", "name", "far", "type", "veth", "peer", "name", "end")
    for (name, address) in [("right", Self.router), ("far", Self.far), ("end", Self.receiver)] {
      try network.inside("link", "set", name, "address", address, "up")
    }
    let routes = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(network.name)-routes.txt")
    try Data(
      """
      interface right address 198.18.0.254/24
      interface far address 198.19.0.254/24
      neighbour 198.19.0.1 mac \(Self.receiver) dev far

      """.utf8
    ).write(to: routes)
    return (network, routes)
  }

  /// The engine that is asked for, the MTU of the near port, and the engine that is used: frames of
  /// 9000 bytes are too long for AF_XDP, and a veth interface passes joined ones on, so that none
  /// are joined, unless it is told to cut them.
  @Test(arguments: [
    ("auto", 1500, "xdp"), ("auto", 9000, "ring"), ("xdp", 1500, "xdp"), ("ring", 1500, "ring"),
    ("pcap", 1500, "pcap"), ("adaptive", 1500, "adaptive"),
  ])
  func whatIsSentThroughItArrivesRewrittenAndControlCEndsIt(
    engine: String, mtu: Int, used: String
  ) throws {
    let (network, routes) = try network(mtu: mtu)
    if engine == "adaptive" {
      for port in ["right", "far"] { try network.set("tx-udp-segmentation", "off", of: port) }
    }
    defer { _ = try? FileManager.default.removeItem(at: routes) }
    let forwarder = BackgroundRun {
      try CommandRun(
        [
          "kernel", "forward", "--live", "--engine", engine, "--in", "right", "--out", "far",
          "--routes", routes.path, "--seconds", "60", "--format", "json",
        ], through: ["/usr/sbin/ip", "netns", "exec", network.name], interruptedAfter: 15)
    }
    try Self.waitForPorts(of: network)
    let (sent, received, frame) = try Self.exchange(network)
    let run = try forwarder.value()
    #expect(run.status == 0, "\(run.errors)")
    #expect(received == sent && sent > 0, "\(received) of \(sent): \(run.output)")
    try #require(frame.count > 22)
    let figures = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect((figures["forwarded"] as? Int ?? 0) >= sent)
    #expect(figures["engine"] as? String == used)
    #expect(run.errors.contains("sending by packet rings") == (engine == "auto" && used == "ring"))
    // Ethernet's destination and source, and IPv4's time to live.
    func address(_ bytes: ArraySlice<UInt8>) -> String {
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined(separator: ":")
    }
    #expect(address(frame[0..<6]) == Self.receiver)
    #expect(address(frame[6..<12]) == Self.far)
    #expect(frame[22] == TrafficAddresses().timeToLive - 1)
  }

  /// Waits until both of the forwarder's ports listen, at most 10 s.
  private static func waitForPorts(of network: TestNetwork) throws {
    for _ in 0..<100 {
      let table = try TestNetwork.run(
        "/usr/sbin/ip", ["netns", "exec", network.name, "/bin/cat", "/proc/net/packet"])
      // A line for each packet socket, below one of titles.
      if table.split(separator: "\n").count > 2 { break }
      Thread.sleep(forTimeInterval: 0.1)
    }
    // The forwarding loop begins when the last port is opened.
    Thread.sleep(forTimeInterval: 0.5)
  }

  /// Sends from `left` and receives at `end`; how much, and the first frame that arrived.
  private static func exchange(
    _ network: TestNetwork
  ) throws -> (sent: Int, received: Int, first: [UInt8]) {
    var tap = try NetworkNamespace.within(network.name) { try ReceiveRing(interface: "end") }
    var load = TrafficLoad(
      rate: .packets(try PacketRate(parsing: "1 kpacket/s")), mix: try FrameMix(size: 128),
      duration: SimTime(seconds: 0.5))
    load.addresses.destinationStation = [2, 0, 0, 0, 0, 1]
    let report = try TrafficRun(
      load: load, sendingOn: .init(interface: "left", namespace: network.name),
      receivingOn: .init(interface: "end", namespace: network.name)
    ).run(stop: StopFlag())
    var first: [UInt8] = []
    for _ in 0..<200 where first.isEmpty {
      _ = try tap.wait(milliseconds: 10)
      withUnsafeTemporaryAllocation(of: RingFrame.self, capacity: 64) { buffer in
        if tap.receive(into: buffer) > 0 { first = Array(buffer[0].bytes) }
      }
    }
    return (try #require(report.send).sent, try #require(report.receive).unique, first)
  }
}

/// Work on a thread of its own, which may block: the tests' own threads are as few as the CPUs.
private final class BackgroundRun: Sendable {
  private let outcome = Mutex<Result<CommandRun, any Error>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ work: @escaping @Sendable () throws -> CommandRun) {
    Thread.detachNewThread { [self] in
      let result = Result { try work() }
      outcome.withLock { $0 = result }
      done.signal()
    }
  }

  /// What the work gave, once it has ended.
  func value() throws -> CommandRun {
    done.wait()
    return try #require(outcome.withLock { $0 }).get()
  }
}

import Foundation
import Kernels
import Model
import Testing

/// Generator and receiver at the two ends of a veth pair.
@Suite(.enabled(if: TestNetwork.isPossible, Comment(rawValue: TestNetwork.reason)))
struct TrafficLiveTests {
  private static let tshark = "/usr/bin/tshark"
  private static let ethtool = "/usr/sbin/ethtool"

  @Test(arguments: TrafficLoad.Arrivals.allCases)
  func whatIsSentAtAModestRateArrives(arrivals: TrafficLoad.Arrivals) throws {
    let network = try TestNetwork()
    var load = TrafficLoad(
      rate: .packets(try PacketRate(parsing: "3 kpacket/s")), mix: .imix,
      duration: SimTime(seconds: 0.3))
    load.arrivals = arrivals
    load.flows = 5
    let report = try Self.run(load, network).run(stop: StopFlag())
    let send = try #require(report.send)
    let receive = try #require(report.receive)
    #expect(send.unsent == 0)
    #expect(receive.dropped == 0)
    #expect(receive.unique == send.sent)
    #expect(receive.announced == send.sent)
    #expect(receive.bytes == send.bytes)
    #expect(report.lost == 0)
    #expect(receive.duplicates == 0 && receive.reordered == 0 && receive.corrupted == 0)
    #expect(receive.latency.count == send.sent)
  }

  /// Joined frames arrive as single ones where the interface is told to cut them, and are refused
  /// where it would pass them on.
  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: ethtool),
      "needs /usr/sbin/ethtool (apt-get install ethtool)"))
  func joinedFramesArriveOneByOne() throws {
    let network = try TestNetwork()
    var load = TrafficLoad(
      rate: .saturation, mix: try FrameMix(size: 200), duration: SimTime(seconds: 5))
    load.packets = 3000
    var run = Self.run(load, network)
    run.batching = .segments
    #expect(throws: TrafficError.self) { _ = try run.run(stop: StopFlag()) }
    for features in [["tx-udp-segmentation", "off"], ["tx", "off"]] {
      try TestNetwork.run(
        "/usr/sbin/ip", ["netns", "exec", network.name, Self.ethtool, "-K", "left"] + features)
      let report = try run.run(stop: StopFlag())
      let receive = try #require(report.receive)
      #expect(receive.unique == 3000)
      #expect(receive.bytes == 600_000)
      #expect(receive.corrupted == 0 && receive.duplicates == 0 && receive.reordered == 0)
    }
  }

  /// Frames that a program in the kernel makes are those of the load, and are refused where the
  /// other end takes none.
  @Test(arguments: [TrafficLoad.Rate.saturation, .packets(PacketRate(packetsPerSecond: 20_000))])
  func framesOfAProgramArriveOneByOne(rate: TrafficLoad.Rate) throws {
    let network = try TestNetwork()
    var load = TrafficLoad(rate: rate, mix: .imix, duration: SimTime(seconds: 5))
    load.packets = 3000
    load.flows = 5
    load.burst = TrafficRun.Batching.program.usualBurst
    var run = Self.run(load, network)
    run.batching = .program
    do {
      _ = try run.run(stop: StopFlag())
      Issue.record("a pair without generic receive offload takes frames")
    } catch {
      #expect("\(error)".contains("ethtool -K OTHER gro on"), "\(error)")
    }
    try network.set("gro", "on", of: "right")
    let report = try run.run(stop: StopFlag())
    let send = try #require(report.send)
    let receive = try #require(report.receive)
    #expect(send.sent == 3000 && send.unsent == 0)
    #expect(receive.unique == 3000 && receive.announced == 3000)
    #expect(receive.bytes == send.bytes)
    #expect(receive.corrupted == 0 && receive.duplicates == 0 && receive.reordered == 0)
  }

  /// Another program's reading of the frames: no complaint, good checksums, the right addresses.
  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: tshark),
      "needs /usr/bin/tshark (apt-get install tshark)"))
  func tsharkFindsNothingToComplainAbout() throws {
    let network = try TestNetwork()
    var load = TrafficLoad(rate: .saturation, mix: .imix, duration: SimTime(seconds: 5))
    load.packets = 96
    var ring = try NetworkNamespace.within(network.name) { try ReceiveRing(interface: "right") }
    _ = try TrafficRun.send(
      load, on: .init(interface: "left", namespace: network.name), batching: .frames,
      stop: StopFlag())
    var frames: [[UInt8]] = []
    for _ in 0..<200 where frames.count < 96 {
      _ = try ring.wait(milliseconds: 10)
      withUnsafeTemporaryAllocation(of: RingFrame.self, capacity: 64) { buffer in
        let count = ring.receive(into: buffer)
        frames += buffer[..<count].map { Array($0.bytes) }
      }
    }
    #expect(frames.count >= 96)
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("\(network.name).pcap")
    defer { try? FileManager.default.removeItem(at: file) }
    try Self.capture(of: Array(frames.prefix(96))).write(to: file)
    let text = try TestNetwork.run(
      Self.tshark,
      [
        "-r", file.path, "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-T",
        "fields", "-E", "separator=,", "-e", "ip.checksum.status", "-e", "udp.checksum.status",
        "-e", "ip.src", "-e", "ip.dst", "-e", "frame.len", "-e", "_ws.malformed",
        "-e", "_ws.expert.severity",
      ])
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("Running as user") }
    #expect(lines.count == 96)
    for (line, size) in zip(lines, FrameMix.imix.pattern + FrameMix.imix.pattern) {
      #expect(line.hasPrefix("1,1,198.18.0.1,198.19.0.1,\(size - 4),,"), "\(line)")
    }
  }

  @Test
  func absentPlacesAreErrors() throws {
    let network = try TestNetwork()
    let load = TrafficLoad(rate: .saturation, mix: .imix, duration: SimTime(seconds: 0.1))
    for place in [
      TrafficRun.Place(interface: "absent", namespace: network.name),
      TrafficRun.Place(interface: "left", namespace: "absent-namespace"),
    ] {
      #expect(throws: TrafficError.self) {
        _ = try TrafficRun.send(load, on: place, batching: .frames, stop: StopFlag())
      }
    }
    #expect(throws: TrafficError.self) {
      var run = Self.run(load, network)
      run.receivingOn.interface = "absent"
      _ = try run.run(stop: StopFlag())
    }
  }

  @Test
  func framesLargerThanTheInterfaceCarriesAreAnError() throws {
    let network = try TestNetwork(mtu: 1000)
    let load = TrafficLoad(rate: .saturation, mix: .imix, duration: SimTime(seconds: 0.1))
    #expect(throws: TrafficError.self) { _ = try Self.run(load, network).run(stop: StopFlag()) }
  }

  @Test
  func theSelfTestFindsLimits() throws {
    let network = try TestNetwork()
    var test = TrafficSelfTest(mix: try FrameMix(size: 64), duration: SimTime(seconds: 0.1))
    test.memoryFrames = 20_000
    let limits = try test.run(
      sending: .init(interface: "left", namespace: network.name),
      receiving: .init(interface: "right", namespace: network.name), stop: StopFlag())
    #expect(limits.memorySend > 0 && limits.memoryReceive > 0)
    #expect(try #require(limits.send) > 0)
    #expect(try #require(limits.receive) > 0)
    #expect(limits.suffices(for: limits.trusted / 1.21))
    #expect(!limits.suffices(for: limits.trusted / 1.19))
  }

  /// TCP between two addresses of the namespace.
  @Test
  func streamsInANamespaceArriveWhole() throws {
    let network = try TestNetwork(addresses: true)
    let address = try #require(IPv4Address("198.18.0.1"))
    try ElasticTests.transfer(to: address, namespace: network.name, streams: 2)
  }

  private static func run(_ load: TrafficLoad, _ network: TestNetwork) -> TrafficRun {
    TrafficRun(
      load: load, sendingOn: .init(interface: "left", namespace: network.name),
      receivingOn: .init(interface: "right", namespace: network.name))
  }

  /// A capture file: its header in this machine's byte order, then each frame with its own.
  private static func capture(of frames: [[UInt8]]) -> Data {
    func words(_ values: [UInt32]) -> Data {
      values.reduce(into: Data()) { data, value in
        withUnsafeBytes(of: value) { data.append(contentsOf: $0) }
      }
    }
    // Magic number, version 2.4, no zone, no accuracy, longest frame, Ethernet.
    return frames.reduce(into: words([0xA1B2_C3D4, 4 << 16 | 2, 0, 0, 65_535, 1])) { data, frame in
      data += words([0, 0, UInt32(frame.count), UInt32(frame.count)]) + Data(frame)
    }
  }
}

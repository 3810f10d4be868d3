import ForwardingChecks
import Foundation
import Kernels
import PacketCapture
import Testing

/// Captures go through a forwarder into captures that other programs read.
@Suite struct CaptureTests {
  private static let tshark = "/usr/bin/tshark"

  private static func inFolder(_ work: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "hypertwin-capture-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try work(folder)
  }

  /// Three packets: one to forward, one whose time is up, one with a bad checksum.
  private static func write(_ path: String) throws {
    var writer = try CaptureWriter(path)
    var bad = Frames.ipv4(from: TestRouter.peer(0), to: TestRouter.beyond(1))
    bad[10] ^= 1
    let packets = [
      Frames.ipv4(from: TestRouter.peer(0), to: TestRouter.beyond(1), ttl: 9),
      Frames.ipv4(from: TestRouter.peer(0), to: TestRouter.beyond(1), ttl: 1), bad,
    ]
    for (index, packet) in packets.enumerated() {
      let frame = Frames.ethernet(
        to: TestRouter.macs[0], from: TestRouter.peers[0], type: 0x0800, packet)
      frame.withUnsafeBytes { writer.write($0, nanoseconds: UInt64(index + 1) * 1_000_000_007) }
    }
    try writer.finish()
  }

  private static func forward(_ input: String, _ output: String) throws -> ForwardingCounters {
    var forwarder = try Forwarder(TestRouter.configuration())
    var reader = try CaptureReader(input)
    var writer = try CaptureWriter(output)
    try CaptureForwarding.run(&reader, through: &forwarder, ingress: 0, into: &writer)
    try writer.finish()
    return forwarder.counters
  }

  @Test func framesAndTimesComeBackAsTheyWereWritten() throws {
    try Self.inFolder { folder in
      try Self.write(folder + "/in.pcap")
      let counters = try Self.forward(folder + "/in.pcap", folder + "/out.pcap")
      #expect(counters[.forwarded] == 1 && counters[.timeExceeded] == 1)
      #expect(counters[.badChecksum] == 1 && counters.received == 3)
      var reader = try CaptureReader(folder + "/out.pcap")
      let first = try #require(try reader.next())
      #expect(first.nanoseconds == 1_000_000_007)
      #expect(first.bytes[22] == 8)
      #expect(try reader.next()?.nanoseconds == 2_000_000_014)
      let end = try reader.next()
      #expect(end == nil)
    }
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: tshark),
      "needs tshark (apt-get install tshark)"))
  func tsharkReadsWhatWasForwarded() throws {
    try Self.inFolder { folder in
      try Self.write(folder + "/in.pcap")
      _ = try Self.forward(folder + "/in.pcap", folder + "/out.pcap")
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: Self.tshark)
      process.arguments = [
        "-r", folder + "/out.pcap", "-o", "ip.check_checksum:TRUE", "-T", "fields", "-E",
        "occurrence=f", "-e", "eth.src", "-e", "eth.dst", "-e", "ip.src", "-e", "ip.dst", "-e",
        "ip.ttl", "-e", "ip.checksum.status", "-e", "icmp.type", "-e", "icmp.checksum.status",
      ]
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      let text = String(
        decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(
        text == """
          02:00:00:00:00:02\t02:00:00:00:10:02\t198.18.0.2\t198.19.65.35\t8\t1\t\t
          02:00:00:00:00:01\t02:00:00:00:10:01\t198.18.0.1\t198.18.0.2\t64\t1\t11\t1

          """)
    }
  }

  @Test func badFilesAreClearErrors() throws {
    try Self.inFolder { folder in
      let path = folder + "/in.pcap"
      #expect(throws: CaptureError.self) { _ = try CaptureReader(path) }
      try Self.write(path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      try bytes.dropLast(10).write(to: URL(fileURLWithPath: path))
      #expect {
        _ = try Self.forward(path, folder + "/out.pcap")
      } throws: { error in
        if case .damaged(_, packet: 2, _)? = error as? CaptureError { return true }
        return false
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/out.pcap"))
      var other = bytes
      // The link type of a pcap file, 101 is raw IP.
      other[20] = 101
      try other.write(to: URL(fileURLWithPath: path))
      #expect {
        _ = try CaptureReader(path)
      } throws: { error in
        if case .linkType? = error as? CaptureError { return true }
        return false
      }
      #expect(throws: CaptureError.self) { _ = try CaptureWriter(folder + "/none/out.pcap") }
    }
  }

  @Test func anAbsentInterfaceIsAClearError() {
    #expect {
      _ = try CapturePort(interface: "hypertwin-none")
    } throws: { error in
      if case .interface("hypertwin-none", _)? = error as? CaptureError { return true }
      return false
    }
  }
}

import Foundation
import Testing

/// Captures of simulated interfaces, as tshark reads them.
@Suite struct CaptureTests {
  private static let hasTshark = FileManager.default.isExecutableFile(atPath: "/usr/bin/tshark")

  /// The values of `fields` of every frame, as tshark reads a file.
  private func frames(_ file: String, _ fields: [String], in folder: Folder) async throws
    -> [[String]]
  {
    let list = fields.map { "-e \($0)" }.joined(separator: " ")
    let outcome = try await Program.shell(
      "tshark -r \(file) -o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE -T fields \(list)",
      in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map { String($0) }
    }
  }

  @Test(.enabled(if: hasTshark, "tshark is not installed: apt-get install tshark"))
  func tsharkReadsWhatPassedBothEndsOfAnInterface() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      [
        "simulate", "tiny.yaml", "--calibration", "priors", "--capture", "a.eth0=a.pcap",
        "--capture", "b.eth0=b.pcap", "--format", "json",
      ], in: folder)
    #expect(outcome.status == 0 && !outcome.hasTrace, "\(outcome)")
    let fields = ["frame.time_epoch", "ip.src", "udp.length", "frame.len", "ip.checksum.status"]
    let sent = try await frames("a.pcap", fields, in: folder)
    let received = try await frames("b.pcap", fields, in: folder)
    // 50 Mbit/s of 466 bytes for 6 ms.
    #expect(abs(sent.count - 80) <= 1, "\(sent.count)")
    #expect(received.count >= sent.count - 1)
    for (one, other) in zip(sent, received) {
      #expect(Array(one[1...]) == ["198.18.0.1", "474", "508", "1"], "\(one)")
      #expect(Array(one[1...]) == Array(other[1...]))
      // 532 byte times of 8 ns from the beginning of the frame to its arrival.
      let delay = (Double(other[0]) ?? 0) - (Double(one[0]) ?? 0)
      #expect(abs(delay - 4.256e-6) < 2e-9, "\(delay)")
    }
  }

  @Test(.enabled(if: hasTshark, "tshark is not installed: apt-get install tshark"))
  func aCaptureOfTCPHasNumbersTimesAndChecksumsInOrder() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      [
        "simulate", Folder.fixture("scenarios/traffic/tcp.yaml"), "--replications", "1",
        "--capture", "receiver.eth0=tcp.pcap", "--capture-limit", "3000",
      ], in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors.contains("tcp.pcap: the first 3000 frames"), "\(outcome.errors)")
    let found = try await frames(
      "tcp.pcap", ["ip.src", "tcp.seq", "tcp.len", "tcp.analysis.retransmission"], in: folder)
    #expect(found.count == 3_000)
    let data = found.filter { $0[0] == "198.18.0.2" }
    #expect(data.count > 1_900 && data.allSatisfy { $0[2] == "1448" && $0[3].isEmpty })
    let numbers = data.compactMap { Int($0[1]) }
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $1 - $0 == 1448 })
  }

  @Test func anInterfaceThatNoFlowPassesIsRefusedWithARemedy() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml", "--capture", "a.eth7=x.pcap"], in: folder)
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains("no flow passes a.eth7"), "\(outcome.errors)")
    #expect(folder.names == ["tiny.yaml"])
  }
}

import Foundation
import Testing

/// What `kernel forward` reads: a file of routes, or a scenario's host. Each mistake is named with
/// its place, the value and a remedy, and all mistakes at once.
@Suite struct RouterInputTests {
  private static let good = """
    # Two networks, and what lies behind the second.
    interface left mac 02:00:00:00:00:01 address 198.18.0.1/24
    interface right.7 mac 02:00:00:00:00:02 port right vlan 7 address 198.18.1.1/24 mtu 1400
    neighbour 198.18.1.2 mac 02:00:00:00:10:02 dev right.7
    203.0.113.0/24 via 198.18.1.2 dev right.7
    2001:db8::/32 dev left  # attached
    blackhole 192.0.2.0/24

    """

  /// A capture of one UDP packet from 198.18.0.2 to 203.0.113.9, in the classic format.
  private static let capture: [UInt8] = {
    // Magic number, version 2.4, offsets of zero, the longest frame, Ethernet; then the frame's
    // time and lengths.
    let header: [UInt32] = [0xa1b2_c3d4, 0x0004_0002, 0, 0, 65_535, 1, 0, 0, 60, 60]
    let ethernet: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 9, 8, 0]
    var packet: [UInt8] = [0x45, 0, 0, 46, 0, 0, 0, 0, 64, 17, 0, 0]
    packet += [198, 18, 0, 2, 203, 0, 113, 9] + [UInt8](repeating: 0, count: 26)
    var sum = 0
    for offset in stride(from: 0, to: 20, by: 2) {
      sum += Int(packet[offset]) << 8 | Int(packet[offset + 1])
    }
    sum = sum & 0xffff + sum >> 16
    packet[10] = UInt8(~sum >> 8 & 0xff)
    packet[11] = UInt8(~sum & 0xff)
    return header.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
      + ethernet + packet
  }()

  private static func forward(
    _ arguments: [String], files: [String: String]
  ) async throws -> (outcome: Program.Outcome, folder: Folder) {
    let folder = try Folder(files)
    try Data(capture).write(to: URL(fileURLWithPath: "\(folder.path)/in.pcap"))
    let outcome = try await Program.run(
      ["kernel", "forward", "--read", "in.pcap", "--write", "out.pcap"] + arguments, in: folder)
    return (outcome, folder)
  }

  /// Packets by what became of them.
  private static func outcomes(_ outcome: Program.Outcome) throws -> [String: Int] {
    let figures = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let result = (figures as? [String: Any])?["outcomes"] as? [String: Int]
    return try #require(result)
  }

  @Test(arguments: ["--exclusive", "--no-exclusive"])
  func onlyLivePortsCanBeKeptFromTheKernel(flag: String) async throws {
    let (outcome, _) = try await Self.forward(
      ["--routes", "routes.txt", flag], files: ["routes.txt": Self.good])
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--exclusive and --no-exclusive need --live"), "\(outcome)")
  }

  @Test func aGoodFileForwards() async throws {
    let (outcome, folder) = try await Self.forward(
      ["--routes", "routes.txt", "--format", "json"], files: ["routes.txt": Self.good])
    #expect(outcome.status == 0, "\(outcome)")
    #expect(try Self.outcomes(outcome)["forwarded"] == 1, "\(outcome.output)")
    let written = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/out.pcap"))
    // To the neighbour, from the router, with the tag of VLAN 7.
    let expected: [UInt8] = [2, 0, 0, 0, 0x10, 2, 2, 0, 0, 0, 0, 2, 0x81, 0, 0, 7, 8, 0]
    #expect(Array(written.dropFirst(40).prefix(18)) == expected)
  }

  /// A line in the place of which, what it is replaced with, and what is said of it.
  @Test(arguments: [
    (2, "interface left mac 02:00 address 198.18.0.1/24", "mac: \"02:00\"", "02:00:00:00:00:01"),
    (2, "interface left address 198.18.0.1/24", "interface left has no Ethernet", "write: mac"),
    (2, "interface left mac 03:00:00:00:00:01", "mac: \"03:00:00:00:00:01\"", "one station"),
    (2, "interface left mac 02:00:00:00:00:01 mtu 20", "mtu: \"20\"", "68 to 65535"),
    (2, "interface left mac 02:00:00:00:00:01 mtu big", "mtu: \"big\"", "68 to 65535"),
    (2, "interface left mac 02:00:00:00:00:01 vlan 4095", "vlan: \"4095\"", "from 1 to 4094"),
    (2, "interface left mac 02:00:00:00:00:01 address 198.18.0.1", "\"198.18.0.1\"", "/24"),
    (2, "interface left mac 02:00:00:00:00:01 address 198.18.0.1/33", "198.18.0.1/33", "/24"),
    (2, "interface left mac 02:00:00:00:00:01 color red", "\"color\"", "mac, mtu, vlan, port"),
    (2, "interface left mac", "write: interface NAME", "address ADDRESS/LENGTH"),
    (3, "interface left mac 02:00:00:00:00:02", "left is there already", "one line"),
    (4, "neighbour 198.18.1.2 dev right.7", "write: neighbour ADDRESS", "dev INTERFACE"),
    (4, "neighbour 198.18.1 mac 02:00:00:00:10:02 dev right.7", "\"198.18.1\"", "198.18.0.2"),
    (4, "neighbour 198.18.1.2 mac zero dev right.7", "mac: \"zero\"", "02:00:00:00:00:01"),
    (4, "neighbour 198.18.1.2 mac 02:00:00:00:10:02 dev up", "\"up\"", "left, right.7"),
    (5, "203.0.113.1/24 via 198.18.1.2 dev right.7", "\"203.0.113.1/24\"", "host bits of zero"),
    (5, "203.0.113.0/24 via 2001:db8::2 dev right.7", "via: \"2001:db8::2\"", "family"),
    (5, "203.0.113.0/24 via 198.18.1.2", "write: PREFIX/LENGTH via", "dev INTERFACE"),
    (5, "203.0.113.0/24 via 198.18.1.2 dev down", "\"down\"", "left, right.7"),
    (7, "blackhole everything", "\"everything\" is not a prefix", "write PREFIX/LENGTH"),
    (7, "nonsense", "\"nonsense\" is not a prefix", "begin the line with interface"),
  ])
  func aBadLineIsNamedWithItsValueAndARemedy(
    line: Int, text: String, value: String, remedy: String
  ) async throws {
    var lines = Self.good.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[line - 1] = text
    let (outcome, folder) = try await Self.forward(
      ["--routes", "bad.txt"], files: ["bad.txt": lines.joined(separator: "\n")])
    #expect(outcome.status == 65, "\(outcome)")
    #expect(outcome.output == "" && !outcome.hasTrace)
    let place = "bad.txt:\(line): "
    let message = outcome.errors.split(separator: "\n").first { $0.contains(place) }
    let said = try #require(message, "\(outcome.errors)")
    #expect(said.contains(value) && said.contains(remedy), "\(said)")
    #expect(!folder.names.contains("out.pcap"))
  }

  @Test func allProblemsOfAFileAreReportedAtOnce() async throws {
    let bad = """
      interface left mac 02 mtu 1 vlan 0 address 198.18.0.0.1/24
      interface right port left vlan 5
      interface other mac 02:00:00:00:00:03 port left vlan 5
      neighbour 198 mac 02 dev none
      10.0.0.0/8 via none dev none
      10.0.0.1/8 dev left

      """
    let (outcome, _) = try await Self.forward(
      ["--routes", "bad.txt"], files: ["bad.txt": bad])
    #expect(outcome.status == 65)
    let places = outcome.errors.split(separator: "\n").compactMap { line -> String? in
      guard let range = line.range(of: "bad.txt:") else { return nil }
      return String(line[range.upperBound...].prefix { $0.isNumber })
    }
    // The last is of two lines, so that it names the file and both interfaces.
    #expect(
      places == ["1", "1", "1", "1", "2", "4", "4", "4", "5", "5", "6", ""], "\(outcome.errors)")
    #expect(outcome.errors.contains("interface other: has the port and VLAN of right"))
  }

  @Test func aFileThatIsNotThereOrHasNoInterfaceIsRefused() async throws {
    let (missing, _) = try await Self.forward(["--routes", "none.txt"], files: [:])
    #expect(missing.status == 65 && missing.errors.contains("none.txt"), "\(missing)")
    let (empty, _) = try await Self.forward(
      ["--routes", "empty.txt"], files: ["empty.txt": "# nothing\n"])
    #expect(empty.status == 65 && empty.errors.contains("there is no interface"), "\(empty)")
  }

  private static let scenario = Folder.tiny.replacing(
    "nics: [{name: eth0, model: physical, address: 198.18.0.1/24}]",
    with: """
      nics:
            - {name: eth0, model: physical, address: 198.18.0.1/24}
            - {name: eth1, model: physical, address: 198.18.1.1/24}
          routes:
            - {to: 203.0.113.0/24, via: 198.18.1.9, nic: eth1}
      """)

  @Test func aScenariosHostForwards() async throws {
    // The router's first interface is the scenario's first.
    let (outcome, _) = try await Self.forward(
      ["--scenario", "s.yaml", "--host", "a", "--format", "json"], files: ["s.yaml": Self.scenario])
    #expect(outcome.status == 0, "\(outcome)")
    // Nobody in the scenario has 198.18.1.9, so that its Ethernet address is not known.
    #expect(try Self.outcomes(outcome)["unresolved"] == 1, "\(outcome.output)")
  }

  @Test func aHostThatIsNotThereIsNamedWithThoseThatAre() async throws {
    let (outcome, _) = try await Self.forward(
      ["--scenario", "tiny.yaml", "--host", "c"], files: [:])
    #expect(outcome.status == 65, "\(outcome)")
    #expect(outcome.errors.contains("--host c: the scenario has no such host; it has a, b"))
  }

  @Test func aPortThatIsNotThereIsNamedWithThoseThatAre() async throws {
    let (outcome, _) = try await Self.forward(
      ["--routes", "routes.txt", "--in", "middle"], files: ["routes.txt": Self.good])
    #expect(outcome.status == 65, "\(outcome)")
    #expect(outcome.errors.contains("--in middle: there is no such port; there are: left, right"))
  }
}

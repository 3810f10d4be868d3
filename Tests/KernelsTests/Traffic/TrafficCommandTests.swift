import Foundation
import Testing

/// The command line of the traffic kernel: what is wrong is said, with the right status.
@Suite(
  .enabled(
    if: CommandRun.isPossible, "needs the program hypertwin beside the tests (swift build)"))
struct TrafficCommandTests {
  @Test(arguments: [
    (["--rate", "0 packet/s"], "0.001 packet/s"), (["--rate", "NaN packet/s"], "NaN"),
    (["--rate", "10"], "100 kpacket/s"), (["--rate", "1 Gb/s"], "1 Gbit/s"),
    (["--rate=-1 kpacket/s"], "negative"), (["--rate", "1 kbit/s", "--size", "64"], "unit"),
    (["--rate", "max", "--size", "10 B"], "64 B"), (["--rate", "max", "--size", "9019 B"], "9018"),
    (["--rate", "max", "--seconds", "0"], "--seconds"),
    (["--rate", "max", "--seconds", "nan"], "--seconds"),
    (["--rate", "max", "--burst", "0"], "burst"), (["--rate", "max", "--flows", "5000"], "flows"),
    (["--rate", "max", "--train", "0"], "train"),
    (["--rate", "max", "--packets", "0"], "packets"),
    (["--rate", "max", "--to", "192.0.2.1"], "198.18.0.0/15"),
    (["--rate", "max", "--from", "198.18.0"], "IPv4"),
    (["--rate", "max", "--station", "02:48"], "hardware address"),
  ])
  func badSettingsAreRefused(arguments: [String], word: String) throws {
    let run = try CommandRun(["kernel", "traffic", "send", "--on", "lo"] + arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(word), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  @Test
  func anAbsentInterfaceIsSaid() throws {
    let run = try CommandRun(
      ["kernel", "traffic", "send", "--on", "no-such-one", "--rate", "max"])
    #expect(run.status == 1)
    #expect(run.errors.contains("no-such-one: there is no such network interface"))
  }

  @Test(
    .enabled(
      if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"),
      "needs root, to give it up, and /usr/bin/setpriv (apt-get install util-linux)"))
  func theMissingPermissionIsSaid() throws {
    let run = try CommandRun(
      ["kernel", "traffic", "send", "--on", "lo", "--rate", "max"],
      through: ["/usr/bin/setpriv", "--reuid=65534", "--clear-groups", "--inh-caps=-all"])
    #expect(run.status == 1)
    #expect(run.errors.contains("lo: no permission to open packet sockets"), "\(run.errors)")
    #expect(run.errors.contains("cap_net_raw"))
  }

  /// Whole results after control-C, in JSON with keys in snake case.
  @Test(.enabled(if: TestNetwork.isPossible, Comment(rawValue: TestNetwork.reason)))
  func controlCEndsWithTheResultsSoFar() throws {
    let network = try TestNetwork()
    let run = try CommandRun(
      [
        "kernel", "traffic", "run", "--send-on", "\(network.name)/left", "--receive-on",
        "\(network.name)/right", "--rate", "1 kpacket/s", "--seconds", "60", "--format", "json",
      ], interruptedAfter: 1.5)
    #expect(run.status == 0, "\(run.errors)")
    let figures = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(figures["interrupted"] as? Bool == true)
    #expect(figures["valid"] as? Bool == false)
    let sent = try #require(figures["sent"] as? [String: Any])
    let received = try #require(figures["received"] as? [String: Any])
    #expect(sent["packets"] as? Int == received["packets"] as? Int)
    #expect(received["latency_nanoseconds"] != nil || sent["packets"] as? Int == 0)
  }
}

/// A run of the program under test.
struct CommandRun {
  /// Its exit status, and what it wrote.
  let status: Int32
  let output: String
  let errors: String

  /// The program that was built with the tests.
  static let program = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("hypertwin")

  /// Whether there is one.
  static var isPossible: Bool { FileManager.default.isExecutableFile(atPath: program.path) }

  /// Runs it to its end, or interrupts it after some seconds.
  init(
    _ arguments: [String], through prefix: [String] = [], interruptedAfter seconds: Double? = nil
  ) throws {
    let process = Process()
    let command = prefix + [Self.program.path] + arguments
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardInput = FileHandle.nullDevice
    let pipes = (Pipe(), Pipe())
    process.standardOutput = pipes.0
    process.standardError = pipes.1
    try process.run()
    if let seconds {
      Thread.sleep(forTimeInterval: seconds)
      process.interrupt()
    }
    output = String(decoding: pipes.0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    errors = String(decoding: pipes.1.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}

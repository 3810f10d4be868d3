import Foundation
import Testing

@testable import Rack

@Suite
struct RackRecordTests {
  private var record: RackRecord {
    RackRecord(
      kind: .xen, process: 4711, started: 123_456, boot: "9f0c-1", port: 40_001, memory: 3072,
      isExact: true, image: "/var/cache/hyper twin/rack/0123")
  }

  @Test
  func whatIsWrittenIsRead() {
    #expect(RackRecord(record.text) == record)
  }

  @Test(arguments: ["process", "started", "port", "kind", "boot", "exact", "memory", "image"])
  func aRecordThatLacksALineIsNone(property: String) {
    let lines = record.text.split(separator: "\n").filter { !$0.hasPrefix(property + " ") }
    #expect(RackRecord(lines.joined(separator: "\n")) == nil)
  }

  /// 0 and 1 and negative numbers would mean whole groups of processes, or init.
  @Test(arguments: ["0", "1", "-1", "-4711", "99999999999"])
  func noRecordNamesWhatMustNotBeEnded(process: String) {
    #expect(RackRecord(record.text.replacing("process 4711", with: "process \(process)")) == nil)
  }

  @Test
  func aProcessIsTheSameOnlyWithItsStart() throws {
    let own = getpid()
    let started = try #require(RackRecord.start(of: own))
    var record = record
    record.process = own
    record.started = started
    record.boot = RackRecord.bootIdentifier
    #expect(record.isAlive)
    record.started += 1
    #expect(!record.isAlive)
    record.started = started
    record.boot = "another"
    #expect(!record.isAlive)
  }

  /// It is another's by now, so it must survive.
  @Test
  func aProcessThatIsAnothersIsNotEnded() throws {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/bin/sleep")
    child.arguments = ["600"]
    try child.run()
    // Not SIGTERM, which it may have inherited as blocked; and it would hold the tests' output.
    defer {
      kill(child.processIdentifier, SIGKILL)
      child.waitUntilExit()
    }
    var record = record
    record.process = child.processIdentifier
    record.boot = RackRecord.bootIdentifier
    record.started = try #require(RackRecord.start(of: child.processIdentifier)) + 1
    record.end()
    #expect(child.isRunning)
  }

  @Test
  func aProcessThatIsTheRacksIsEnded() throws {
    let log = NSTemporaryDirectory() + "hypertwin-rack-\(UUID().uuidString)"
    let output = open(log, O_WRONLY | O_CREAT, 0o600)
    defer {
      close(output)
      unlink(log)
    }
    let program = try Program(["sleep", "600"], output: output, ownSession: true)
    var record = record
    record.process = program.identifier
    record.boot = RackRecord.bootIdentifier
    record.started = try #require(RackRecord.start(of: program.identifier))
    #expect(record.isAlive)
    record.end()
    #expect(!record.isAlive)
    #expect(RackRecord.start(of: program.identifier) == nil)
  }
}

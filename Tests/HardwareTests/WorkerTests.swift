import Foundation
import Model
import Testing

@testable import Hardware

/// The worker's side of the protocol, without SSH and without root.
@Suite struct WorkerTests {
  private static func client(_ folder: String) throws -> WorkerClient {
    try WorkerClient(
      name: "worker", program: RemoteScene.products + "/SafetyProbe",
      arguments: ["worker", folder + "/state", folder + "/cache"],
      environment: ChildProcess.environment)
  }

  private static func withFolder(
    _ body: @escaping @Sendable (String) throws -> Void
  ) async throws {
    try await onThread {
      let folder = NSTemporaryDirectory() + "hypertwin-worker-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      try body(folder)
    }
  }

  @Test func aFileArrivesWholeAndOnce() async throws {
    try await Self.withFolder { folder in
      let client = try Self.client(folder)
      defer { client.close() }
      let seed = UInt64.random(in: 0 ... .max)
      print("a file's bytes: seed \(seed)")
      var state = seed
      let bytes = (0..<100_003).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      }
      let hash = SHA256.hexadecimal(of: bytes)
      guard case .missing([hash]) = try client.ask(.missing(files: [hash]), within: 30) else {
        Issue.record("the cache has what it was never given")
        return
      }
      for start in stride(from: 0, to: bytes.count, by: 40_000) {
        let part = Array(bytes[start...].prefix(40_000))
        try client.order(
          .put(file: hash, offset: start, size: bytes.count), payload: part, within: 30)
      }
      guard case .missing([]) = try client.ask(.missing(files: [hash]), within: 30) else {
        Issue.record("the file is missing")
        return
      }
      let kept = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/cache/files/\(hash)"))
      #expect(Array(kept) == bytes)
      // Other bytes under that name are refused, and nothing of them stays.
      let other = SHA256.hexadecimal(of: [1])
      #expect(throws: HardwareError.self) {
        try client.order(.put(file: other, offset: 0, size: 1), payload: [2], within: 30)
      }
      #expect(throws: HardwareError.self) {
        try client.order(.put(file: "../../etc/x", offset: 0, size: 1), payload: [2], within: 30)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/cache/files")
      #expect(names == [hash])
    }
  }

  @Test func aPlanOfAnotherHashIsRefused() async throws {
    try await Self.withFolder { folder in
      let client = try Self.client(folder)
      defer { client.close() }
      let plan = Plan([.writeKnob(path: folder + "/knob", value: "b")])
      try "a\n".write(toFile: folder + "/knob", atomically: true, encoding: .utf8)
      func part(_ hash: String) throws -> PlanPart {
        PlanPart(run: .random(), name: "w", plan: try plan.json(), hash: hash)
      }
      let error = #expect(throws: HardwareError.self) {
        try client.order(.apply(part: try part("0")), within: 30)
      }
      #expect(error?.description.contains("shown as 0") ?? false, "\(error as Any)")
      #expect(try String(contentsOfFile: folder + "/knob", encoding: .utf8) == "a\n")
      try client.order(.apply(part: try part(try plan.hash())), within: 30)
      #expect(try String(contentsOfFile: folder + "/knob", encoding: .utf8) == "b")
      // One plan at a time; agents only where the run has made a place for them.
      #expect(throws: HardwareError.self) {
        try client.order(.apply(part: try part(try plan.hash())), within: 30)
      }
      #expect(throws: HardwareError.self) {
        _ = try client.agent("a", at: .namespace(name: "another", guest: "x"))
      }
      guard case .undone([], true) = try client.ask(.undo, within: 30) else {
        Issue.record("not undone")
        return
      }
      #expect(try String(contentsOfFile: folder + "/knob", encoding: .utf8) == "a")
    }
  }

  /// Whatever ends the connection, what was applied is undone.
  @Test func theEndOfTheConnectionUndoesEverything() async throws {
    try await Self.withFolder { folder in
      let client = try Self.client(folder)
      try "a\n".write(toFile: folder + "/knob", atomically: true, encoding: .utf8)
      let plan = Plan([.writeKnob(path: folder + "/knob", value: "b")])
      try client.order(
        .apply(
          part: PlanPart(
            run: .random(), name: "w", plan: try plan.json(), hash: try plan.hash())), within: 30)
      client.close()
      #expect(try String(contentsOfFile: folder + "/knob", encoding: .utf8) == "a")
      #expect(throws: HardwareError.self) { _ = try client.facts() }
    }
  }

  @Test func aProgramThatIsNoWorkerIsSaidSo() async throws {
    try await onThread {
      let error = #expect(throws: HardwareError.self) {
        _ = try WorkerClient(
          name: "m", program: "/bin/ls", arguments: ["/nowhere/at/all"],
          environment: ChildProcess.environment)
      }
      #expect(error?.description.contains("/nowhere/at/all") ?? false, "\(error as Any)")
    }
  }

  /// What reaches the other machine's shell is the program's path and a fixed word.
  @Test func nothingOfTheUsersReachesAShell() throws {
    var remote = try #require(Testbed.Remote("root@192.0.2.1:2222"))
    remote.key = "/root/key"
    let arguments = SSHCommand(remote).arguments
    let end = try #require(arguments.firstIndex(of: "--"))
    #expect(arguments[(end + 1)...] == ["192.0.2.1", "/usr/local/bin/hypertwin", "worker"])
    #expect(arguments.contains("BatchMode=yes") && arguments.contains("StrictHostKeyChecking=yes"))
    #expect(arguments.contains("/root/key") && arguments.contains("2222"))
  }

  @Test(arguments: ["", "no line feed", "{}\n", "\u{0}\u{1}\n", "[1,2\n", "{\"data\":{}}\n"])
  func whatIsNoMessageIsAnError(text: String) {
    #expect(throws: HardwareError.self) {
      try WorkerWire.read(CoordinatorMessage.self, from: Array(text.utf8))
    }
  }

  @Test func aMessageCarriesItsPayloadAsItIs() throws {
    let payload = (0..<512).map { UInt8(truncatingIfNeeded: $0) }
    let bytes = try WorkerWire.bytes(CoordinatorMessage.data(channel: 3), payload: payload)
    let (message, read) = try WorkerWire.read(CoordinatorMessage.self, from: bytes)
    #expect(message == .data(channel: 3) && read == payload)
  }
}

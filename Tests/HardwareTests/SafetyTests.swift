import Foundation
import Libvirt
import Model
import Testing

@testable import Hardware

/// A run that is killed at any moment leaves nothing of its own, and touches nothing of others'.
@Suite(
  .serialized,
  .enabled(
    if: TestServer.canChangeNetworks && TestServer.isQEMU,
    "needs root, ip and a libvirtd that runs QEMU"))
struct SafetyTests {
  /// Killed just after each action's intent was written, and just after it was done; one step in
  /// seven unless the long tests are asked for.
  @Test func nothingIsLeftOfARunKilledAtAnyStep() async throws {
    try await onThread {
      let scene = try Scene()
      defer { scene.remove() }
      let count = try scene.count()
      #expect(count > 30)
      for step in stride(from: 0, to: count, by: TestServer.isLong ? 1 : 7) {
        for kind in ["intent", "done"] {
          let run = RunID.random()
          let status = try scene.apply(run, arguments: [kind, "\(step)"], killAfter: nil)
          #expect(status == SIGKILL, "step \(step) \(kind)")
          try scene.expectNothing(of: run, "killed at \(kind) of step \(step)")
        }
      }
      try scene.expectDecoys()
    }
  }

  @Test func nothingIsLeftOfARunKilledAtARandomMoment() async throws {
    try await onThread {
      let scene = try Scene()
      defer { scene.remove() }
      let seed = UInt64.random(in: 0 ... .max)
      print("random moments: seed \(seed)")
      var random = SplitMix(state: seed)
      for _ in 0..<(TestServer.isLong ? 200 : 5) {
        let run = RunID.random()
        // Half of them early, while the journal and the reaper begin.
        let end = Bool.random(using: &random) ? 0.8 : 0.15
        let moment = Double.random(in: 0...end, using: &random)
        _ = try scene.apply(run, arguments: [], killAfter: moment)
        try scene.expectNothing(of: run, "killed after \(moment) s, seed \(seed)")
      }
      try scene.expectDecoys()
    }
  }

  /// The run and its reaper are killed together, with an agent in the midst of a kernel: the agent
  /// ends by itself, so that it does not hold a namespace that is deleted, and `hypertwin clean`
  /// does the rest.
  @Test func whatARunLeftWhoseReaperDiedTooIsCleaned() async throws {
    try await onThread {
      let scene = try Scene()
      defer { scene.remove() }
      let run = RunID.random()
      try scene.killWithReaper(run)
      let left = try Clean.list(in: scene.state)
      #expect(left.count == 1)
      for entry in left {
        #expect(!entry.isAlive, "somebody still holds the journal's lock")
        let report = try #require(try Clean.undo(journal: entry.journal, isDry: false))
        #expect(report.isComplete, "\(report.complaints)")
        #expect(report.entries.contains { $0.outcome == .undone })
      }
      try scene.expectNothing(of: run, "cleaned after the reaper's death")
      try scene.expectDecoys()
    }
  }

  /// Without a reaper the same is done by `hypertwin clean`.
  @Test func whatARunWithoutAReaperLeftIsCleaned() async throws {
    try await onThread {
      let scene = try Scene()
      defer { scene.remove() }
      let run = RunID.random()
      let last = try scene.count() - 1
      let status = try scene.apply(
        run, arguments: ["done", "\(last)"], killAfter: nil, verb: "apply-alone")
      #expect(status == SIGKILL)
      let left = try Clean.list(in: scene.state)
      #expect(left.count == 1)
      for entry in left {
        let dry = try #require(try Clean.undo(journal: entry.journal, isDry: true))
        #expect(dry.entries.count == last + 1)
        let report = try #require(try Clean.undo(journal: entry.journal, isDry: false))
        #expect(report.isComplete, "\(report.complaints)")
      }
      try scene.expectNothing(of: run, "cleaned")
      try scene.expectDecoys()
    }
  }
}

/// A generator of random numbers that a seed repeats.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// A state folder, a file that stands for a knob, and 20 decoys that look like a run's.
private final class Scene {
  let folder: String
  let state: StateFolder
  private let knob: String
  private let other = RunID.random()
  private let connection: Connection
  private var decoys: [Domain] = []
  private static let namespaces = 18

  init() throws {
    folder = NSTemporaryDirectory() + "hypertwin-safety-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    state = StateFolder(path: folder)
    knob = folder + "/governor"
    try "powersave\n".write(toFile: knob, atomically: true, encoding: .utf8)
    connection = try Connection(TestServer.uri)
    do { try addDecoys() } catch {
      remove()
      throw error
    }
  }

  private func addDecoys() throws {
    for number in 0..<Self.namespaces {
      _ = try Tool().run("ip", ["netns", "add", decoy(number)])
    }
    for role in ["router", "decoy"] {
      var domain = DomainXML(platform: .qemu, role: role, memory: ByteCount(bytes: 16 << 20))
      domain.nics = []
      decoys.append(
        try connection.createDomain(xml: other.fill(domain.xml()), flags: [.paused]))
    }
  }

  /// Takes the decoys away.
  func remove() {
    for domain in decoys { try? domain.destroy() }
    for number in 0..<Self.namespaces {
      _ = try? Tool().run("ip", ["netns", "delete", decoy(number)])
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  private func decoy(_ number: Int) -> String { other.fill(Names.namespace("decoy\(number)")) }

  /// How many actions the probe's plan has.
  func count() throws -> Int {
    let (process, output) = try probe(["count", TestServer.uri, knob])
    process.waitUntilExit()
    let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    return try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  /// Lets the probe apply its plan until it is killed.
  ///
  /// - Returns: the signal that ended it; 0 where it ended by itself.
  func apply(
    _ run: RunID, arguments: [String], killAfter: Double?, verb: String = "apply"
  ) throws -> Int32 {
    let (process, _) = try probe(
      [verb, folder, TestServer.uri, run.description, knob] + arguments)
    if let killAfter {
      Thread.sleep(forTimeInterval: killAfter)
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal ? process.terminationStatus : 0
  }

  /// Lets the probe apply its plan and start an agent, and kills it and its reaper; returns when
  /// the agent and its kernel have ended.
  func killWithReaper(_ run: RunID) throws {
    let (process, output) = try probe(
      ["apply-agent", folder, TestServer.uri, run.description, knob])
    let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    #expect(said.contains("applied"), "\(said)")
    let network =
      try FileManager.default.attributesOfItem(
        atPath: "/run/netns/" + run.fill(Names.namespace("router")))[.systemFileNumber] as? Int
    let link = "net:[\(try #require(network))]"
    // The agent, and the kernel that it runs.
    #expect(Self.processes { Self.network(of: $0) == link }.count == 2)
    let reapers = Self.processes { words(of: $0).contains("reaper\0\(state.journal(of: run))") }
    #expect(reapers.count == 1)
    for number in reapers + [process.processIdentifier] { kill(number, SIGKILL) }
    process.waitUntilExit()
    let deadline = Date().addingTimeInterval(30)
    while !Self.processes({ Self.network(of: $0) == link }).isEmpty, Date() < deadline {
      Thread.sleep(forTimeInterval: 0.05)
    }
    #expect(Self.processes { Self.network(of: $0) == link }.isEmpty)
    #expect(Self.processes { reapers.contains($0) && !words(of: $0).isEmpty }.isEmpty)
  }

  private static func processes(_ matches: (pid_t) -> Bool) -> [pid_t] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [])
      .compactMap { pid_t($0) }.filter(matches)
  }

  private static func network(of process: pid_t) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/ns/net")
  }

  private func words(of process: pid_t) -> String {
    (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
  }

  private func probe(_ arguments: [String]) throws -> (Process, Pipe) {
    let process = Process()
    // It is in the folder of the executable that runs the tests.
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    process.executableURL = URL(fileURLWithPath: own).deletingLastPathComponent()
      .appendingPathComponent("SafetyProbe")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "HYPERTWIN_PROBE_GUEST": RemoteScene.products + "/hypertwin-guest"
    ]) { $1 }
    let output = Pipe()
    // It waits for its input when it has applied the plan, so it gets one that stays open.
    process.standardInput = Pipe()
    process.standardOutput = output
    try process.run()
    return (process, output)
  }

  /// Waits until the reaper has done its work, and looks at everything the run could have left.
  ///
  /// - Throws: if the run's journal stays: after that, no other run can be told from this one.
  func expectNothing(of run: RunID, _ circumstances: String) throws {
    let deadline = Date().addingTimeInterval(60)
    while try !Clean.list(in: state).isEmpty, Date() < deadline {
      Thread.sleep(forTimeInterval: 0.02)
    }
    let left = try Clean.list(in: state)
    try #require(left.isEmpty, "\(circumstances): \(left)")
    let namespaces = try Tool().run("ip", ["netns", "list"])
    #expect(!namespaces.contains("ht-\(run.short)-"), "\(circumstances): \(namespaces)")
    let links = try Tool().run("ip", ["-o", "link"])
    #expect(!links.contains("ht\(run.short)"), "\(circumstances): \(links)")
    let routes = try Tool().run("ip", ["route"])
    #expect(!routes.contains("dev ht\(run.short)"), "\(circumstances): \(routes)")
    #expect(
      try connection.domain(run.domain(role: "router")) == nil, "\(circumstances): the domain")
    // A knob of /sys ends its value with a new line of its own, so only the value counts.
    let value = try String(contentsOfFile: knob, encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    #expect(value == "powersave", "\(circumstances): the knob holds \(value)")
  }

  /// All 20 are as they were.
  func expectDecoys() throws {
    let namespaces = try Tool().run("ip", ["netns", "list"])
    for number in 0..<Self.namespaces { #expect(namespaces.contains(decoy(number))) }
    for domain in decoys { #expect(try domain.state().kind == .paused) }
  }
}

import Foundation
import Synchronization
import Testing

@testable import Hardware

/// Journals: what is written is read, whatever end they came to.
@Suite
struct JournalTests {
  /// A state folder of one test, deleted with it.
  final class Folder {
    let state = StateFolder(path: NSTemporaryDirectory() + "hypertwin-\(UUID().uuidString)")
    deinit { try? FileManager.default.removeItem(atPath: state.path) }
  }

  private static func header(boot: String = Boot.current()) -> JournalHeader {
    JournalHeader(run: .random(), boot: boot, process: getpid(), plan: "hash")
  }

  @Test
  func whatIsWrittenIsRead() throws {
    let folder = Folder()
    let header = Self.header()
    let journal = try Journal.create(header, in: folder.state)
    try journal.publish(in: folder.state)
    let action = Action.writeKnob(path: "/sys/x", value: "1")
    var before = Before()
    before.previous = "0"
    try journal.append(.intent(sequence: 0, action: action, before: before))
    try journal.append(.done(sequence: 0, after: After()))
    try journal.append(.intent(sequence: 1, action: .createNamespace(name: "n"), before: Before()))
    try journal.append(.failed(sequence: 1, problem: "no"))
    try journal.append(.undone(sequence: 1, outcome: .gone("it was never there")))
    let contents = try journal.contents()
    #expect(contents.header == header)
    #expect(contents.entries.map(\.action) == [action, .createNamespace(name: "n")])
    #expect(contents.entries[0].before == before)
    #expect(contents.entries[0].after == After())
    #expect(contents.entries[1].problem == "no")
    #expect(contents.outstanding.map(\.sequence) == [0])
    #expect(!contents.isEnded)
    try journal.end()
    #expect(try journal.contents().isEnded)
    #expect(access(journal.path, F_OK) != 0)
  }

  @Test
  func aJournalThatIsNotPublishedLeavesNothingAndTakesNothing() throws {
    let folder = Folder()
    let header = Self.header()
    do {
      let journal = try Journal.create(header, in: folder.state)
      #expect(try journal.contents().header == header)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.state.runs).isEmpty)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.state.runs).isEmpty)
    let journal = try Journal.create(header, in: folder.state)
    try journal.publish(in: folder.state)
    let second = try Journal.create(header, in: folder.state)
    #expect(throws: HardwareError.self) { try second.publish(in: folder.state) }
    try second.end()
    #expect(access(journal.path, F_OK) == 0, "its end took the journal of another")
  }

  @Test
  func everyPrefixOfAJournalCanBeRead() throws {
    let folder = Folder()
    let journal = try Journal.create(Self.header(), in: folder.state)
    try journal.publish(in: folder.state)
    for index in 0..<3 {
      let action = Action.createNamespace(name: "n\(index)")
      try journal.append(.intent(sequence: index, action: action, before: Before()))
      try journal.append(.done(sequence: index, after: After()))
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: journal.path))
    var known = 0
    for count in 0...bytes.count {
      let contents = JournalContents(String(decoding: bytes.prefix(count), as: UTF8.self))
      #expect(contents.entries.count >= known)
      #expect(contents.unreadableLines <= 1)
      known = contents.entries.count
    }
    #expect(known == 3)
  }

  @Test
  func aTornLineDoesNotSwallowTheNext() throws {
    let folder = Folder()
    let journal = try Journal.create(Self.header(), in: folder.state)
    try journal.publish(in: folder.state)
    let torn = Array("{\"intent\":{\"seq".utf8)
    #expect(write(journal.descriptor, torn, torn.count) == torn.count)
    let action = Action.createNamespace(name: "n")
    try journal.append(.intent(sequence: 0, action: action, before: Before()))
    let contents = try journal.contents()
    #expect(contents.entries.map(\.action) == [action])
    #expect(contents.unreadableLines == 1)
  }

  @Test
  func whoHoldsTheLockIsAliveAndLeftAlone() throws {
    let folder = Folder()
    let journal = try Journal.create(Self.header(), in: folder.state)
    try journal.publish(in: folder.state)
    #expect(try Clean.list(in: folder.state).map(\.isAlive) == [true])
    #expect(try Clean.undo(journal: journal.path, isDry: false) == nil)
    journal.release()
    #expect(try Clean.list(in: folder.state).map(\.isAlive) == [false])
    #expect(try Clean.undo(journal: journal.path, isDry: false)?.isComplete == true)
    #expect(try Clean.list(in: folder.state).isEmpty)
  }

  @Test
  func aFolderThatIsNotThereHasNoRuns() throws {
    #expect(try Clean.list(in: StateFolder(path: "/nonexistent/hypertwin")).isEmpty)
  }

  /// A knob that stands for one of /sys, changed by a run that died.
  private static func knob(
    in folder: Folder, boot: String = Boot.current(), now: String = "performance"
  ) throws -> (knob: String, journal: Journal) {
    let header = header(boot: boot)
    let journal = try Journal.create(header, in: folder.state)
    try journal.publish(in: folder.state)
    let path = folder.state.path + "/knob"
    try now.write(toFile: path, atomically: true, encoding: .utf8)
    var before = Before()
    before.previous = "powersave"
    let action = Action.writeKnob(path: path, value: "performance")
    try journal.append(.intent(sequence: 0, action: action, before: before))
    journal.release()
    return (path, journal)
  }

  @Test
  func aDryRunChangesNothingAndTellsWhatItWouldDo() throws {
    let folder = Folder()
    let (knob, journal) = try Self.knob(in: folder)
    let report = try #require(try Clean.undo(journal: journal.path, isDry: true))
    #expect(report.entries.map(\.outcome) == [.undone])
    #expect(try Knob.value(at: knob) == "performance")
    #expect(try Clean.list(in: folder.state).count == 1)
    #expect(try Clean.undo(journal: journal.path, isDry: false)?.isComplete == true)
    #expect(try Knob.value(at: knob) == "powersave")
  }

  /// A program that is being started holds all files of this process for a moment.
  @Test
  func programsThatAreStartedMeanwhileDoNotKeepTheLock() throws {
    let folder = Folder()
    let (_, journal) = try Self.knob(in: folder)
    let isOver = Atomic<Bool>(false)
    let started = Atomic<Int>(0)
    // Threads of its own: those of the queues may all be taken by other tests.
    let ended = DispatchGroup()
    for _ in 0..<2 {
      ended.enter()
      Thread.detachNewThread {
        while !isOver.load(ordering: .relaxed) {
          _ = ToolOutput.read(["true"])
          started.add(1, ordering: .relaxed)
        }
        ended.leave()
      }
    }
    var tries = 0
    var kept = 0
    while tries < 500 || started.load(ordering: .relaxed) < 100 {
      if (try? Clean.undo(journal: journal.path, isDry: true)) == nil { kept += 1 }
      tries += 1
    }
    isOver.store(true, ordering: .relaxed)
    ended.wait()
    #expect(kept == 0, "of \(tries) times")
  }

  @Test
  func aKnobThatAnotherHasSetSinceIsLeftAlone() throws {
    let folder = Folder()
    let (knob, journal) = try Self.knob(in: folder, now: "schedutil")
    let report = try #require(try Clean.undo(journal: journal.path, isDry: false))
    #expect(report.complaints.count == 1, "\(report)")
    #expect(report.isComplete)
    #expect(try Knob.value(at: knob) == "schedutil")
  }

  @Test
  func afterAnotherBootOnlyOrdinaryFilesAreRestored() throws {
    let folder = Folder()
    let (knob, journal) = try Self.knob(in: folder, boot: "another")
    try journal.append(
      .intent(sequence: 1, action: .createNamespace(name: "lo"), before: Before()))
    try journal.append(
      .intent(
        sequence: 2, action: .writeKnob(path: "/proc/sys/vm/swappiness", value: "7"),
        before: Before()))
    let report = try #require(try Clean.undo(journal: journal.path, isDry: false))
    #expect(report.isComplete)
    #expect(try Knob.value(at: knob) == "powersave")
    for entry in report.entries.prefix(2) {
      #expect(entry.outcome == .gone("the machine was started anew since"))
    }
  }

  @Test
  func anErrorUndoesWhatWasDoneAndSaysWhere() throws {
    let folder = Folder()
    let path = folder.state.path + "/knob"
    try FileManager.default.createDirectory(
      atPath: folder.state.path, withIntermediateDirectories: true)
    try "powersave".write(toFile: path, atomically: true, encoding: .utf8)
    var options = Executor.Options()
    options.state = folder.state
    let plan = Plan([
      .writeKnob(path: path, value: "performance"), .writeKnob(path: path + "-no", value: "1"),
    ])
    let executor = Executor(plan, options: options)
    #expect {
      try executor.apply()
    } throws: { error in
      "\(error)".contains("action 2, write 1 to \(path)-no") && "\(error)".contains("No such file")
    }
    #expect(try Knob.value(at: path) == "powersave")
    #expect(try Clean.list(in: folder.state).isEmpty)
  }

  @Test
  func aCancelledRunIsUndone() throws {
    let folder = Folder()
    let path = folder.state.path + "/knob"
    try FileManager.default.createDirectory(
      atPath: folder.state.path, withIntermediateDirectories: true)
    try "0".write(toFile: path, atomically: true, encoding: .utf8)
    var options = Executor.Options()
    options.state = folder.state
    options.isCancelled = { (try? Knob.value(at: path)) == "1" }
    let plan = Plan((1...3).map { .writeKnob(path: path, value: "\($0)") })
    #expect(throws: ExecutionError.self) { try Executor(plan, options: options).apply() }
    #expect(try Knob.value(at: path) == "0")
  }
}

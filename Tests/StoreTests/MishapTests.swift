import Dispatch
import FoundationEssentials
import GRDB
import Synchronization
import Testing

@testable import Store

/// Other processes, full disks and power cuts.
@Suite struct MishapTests {
  /// The files as they are at one moment are what a killed process leaves.
  @Test func aKillLosesNothingAndRepeatsNothingThatWasRecorded() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let campaign = Scratch.campaign()
    try store.create(campaign, order: Scratch.order())
    let run = try CampaignRun(campaign.id, in: store)
    var recorded = 0
    while let ticket = try run.next() {
      try expectResumable(scratch, campaign.id, recorded: recorded, running: true)
      try run.record(Scratch.outcome(), for: ticket)
      recorded += 1
      try expectResumable(scratch, campaign.id, recorded: recorded, running: false)
    }
    #expect(recorded == 4)
  }

  private func expectResumable(
    _ scratch: Scratch, _ id: CampaignRecord.ID, recorded: Int, running: Bool
  ) throws {
    let copy = try Scratch()
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: scratch.path + suffix, toPath: copy.path + suffix)
    }
    let run = try CampaignRun(id, in: try copy.store())
    let progress = try run.progress()
    #expect(progress.finished == recorded && progress.interrupted == (running ? 1 : 0))
    var rest = 0
    while let ticket = try run.next() {
      #expect(ticket.attempt == (running && rest == 0 ? 2 : 1))
      try run.record(Scratch.outcome(), for: ticket)
      rest += 1
    }
    #expect(recorded + rest == 4)
  }

  @Test func severalProcessesMayMakeTheStoreAtOnce() throws {
    let scratch = try Scratch()
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { index in
      do {
        let store = try scratch.store()
        try store.create(Scratch.campaign("\(index)"), order: Scratch.order())
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try scratch.store().campaigns().count == 8)
  }

  @Test func aStoreThatStaysLockedIsSaidToBe() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let other = try ResultStore(scratch.path, patience: 0.05)
    try store.write("hold the lock") { (_: Database) throws -> Void in
      let error = #expect(throws: StoreError.self) {
        try other.create(Scratch.campaign(), order: Scratch.order())
      }
      #expect(error?.kind == .locked)
      // Readers are not held up.
      let seen = try other.campaigns()
      #expect(seen.isEmpty)
    }
  }

  @Test func aFullDiskUndoesTheWholeRecord() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let campaign = Scratch.campaign()
    try store.create(campaign, order: Scratch.order())
    let run = try CampaignRun(campaign.id, in: store)
    let ticket = try #require(try run.next())
    try store.write("leave no room") { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    var large = Scratch.outcome()
    large.raw = [RawResult(source: "router", line: String(repeating: "x", count: 1 << 20))]
    let error = #expect(throws: StoreError.self) { try run.record(large, for: ticket) }
    #expect(error?.kind == .diskFull)
    #expect(error?.message.contains("unharmed") == true)
    #expect(try store.samples(of: campaign.id).map(\.measurements.count) == [0, 0, 0, 0])
  }
}

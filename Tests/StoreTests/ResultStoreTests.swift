import FoundationEssentials
import GRDB
import Testing

@testable import Store

#if canImport(Glibc)
  import Glibc
#endif

/// The file: where it lies, how it is found, and what is said when it cannot be used.
@Suite struct ResultStoreTests {
  @Test func campaignsAreFoundByNameAndByTheBeginningOfTheirUUID() throws {
    let store = try Scratch().store()
    var old = Scratch.campaign("same")
    old.created = Timestamp(microseconds: 1)
    let (young, other) = (Scratch.campaign("same"), Scratch.campaign("other"))
    for one in [old, young, other] { try store.create(one, order: Scratch.order()) }
    #expect(try store.campaign(named: "same") == young)
    #expect(try store.campaign(named: String(old.id.text.prefix(8)).uppercased()) == old)
    #expect(try store.campaign(named: other.id.text) == other)
    #expect(try [young, other].contains(store.campaign(named: "latest")))
    for text in ["none", String(old.id.text.prefix(3)), ""] {
      let error = #expect(throws: StoreError.self) { try store.campaign(named: text) }
      #expect(error?.kind == .notFound && error?.message.contains("results list") == true)
    }
  }

  @Test func contradictoryPlansAreRefusedAndLeaveNothing() throws {
    let store = try Scratch().store()
    let campaign = Scratch.campaign()
    for order in [
      [], [["native", "kvm/virtio"]], [["native"], ["native", "kvm/virtio"]],
      [["native", "native"], ["native", "kvm/virtio"]],
    ] as [[[String]]] {
      let error = #expect(throws: StoreError.self) { try store.create(campaign, order: order) }
      #expect(error?.kind == .invalid)
    }
    #expect(try store.campaigns().isEmpty)
  }

  @Test func commitsAreSyncedToTheDisk() throws {
    let store = try Scratch().store()
    let settings = try store.read("read the settings") { database in
      try ["journal_mode", "synchronous", "foreign_keys"].map { name in
        try String.fetchOne(database, sql: "PRAGMA \(name)")
      }
    }
    // 2 is FULL.
    #expect(settings == ["wal", "2", "1"])
  }

  @Test func anAbsentStoreIsNotMadeByReading() throws {
    let scratch = try Scratch()
    let error = #expect(throws: StoreError.self) {
      try ResultStore(scratch.path, access: .read)
    }
    #expect(error?.kind == .absent)
    #expect(access(scratch.path, F_OK) != 0)
  }

  @Test func theFoldersOfAStoreAreMade() throws {
    let scratch = try Scratch()
    _ = try ResultStore(scratch.folder + "/a/b/results.sqlite")
    #expect(access(scratch.folder + "/a/b/results.sqlite", F_OK) == 0)
  }

  @Test func aPlaceThatIsNoFolderIsNamed() throws {
    let scratch = try Scratch()
    try "".write(toFile: scratch.folder + "/file", atomically: false, encoding: .utf8)
    let error = #expect(throws: StoreError.self) {
      try ResultStore(scratch.folder + "/file/results.sqlite")
    }
    #expect(error?.kind == .notWritable)
    #expect(error?.description.contains("HYPERTWIN_STATE") == true)
  }

  @Test func aNewerStoreIsLeftAlone() throws {
    let scratch = try Scratch()
    do {
      let store = try scratch.store()
      try store.write("pretend to be newer") { database in
        try database.execute(
          sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 of the future')")
      }
    }
    for access in [ResultStore.Access.read, .write] {
      let error = #expect(throws: StoreError.self) {
        try ResultStore(scratch.path, access: access)
      }
      #expect(error?.kind == .newerSchema)
    }
  }

  @Test func whatIsNoStoreIsSaidToBeDamaged() throws {
    let scratch = try Scratch()
    let junk = String(repeating: "no database ", count: 1000)
    try junk.write(toFile: scratch.path, atomically: false, encoding: .utf8)
    for access in [ResultStore.Access.read, .write] {
      let error = #expect(throws: StoreError.self) {
        try ResultStore(scratch.path, access: access)
      }
      #expect(error?.kind == .corrupt)
    }
    #expect(try String(contentsOfFile: scratch.path, encoding: .utf8) == junk)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func aReadOnlyFolderIsNamed() throws {
    let scratch = try Scratch()
    #expect(chmod(scratch.folder, 0o500) == 0)
    defer { chmod(scratch.folder, 0o700) }
    let error = #expect(throws: StoreError.self) { try ResultStore(scratch.path) }
    #expect(error?.kind == .notWritable)
  }

  @Test(arguments: [
    (true, [:], "/var/lib/hypertwin"),
    (false, ["HOME": "/home/a"], "/home/a/.local/state/hypertwin"),
    (false, ["HOME": "/home/a", "XDG_STATE_HOME": "/x"], "/x/hypertwin"),
    (false, ["HOME": "/home/a", "XDG_STATE_HOME": "x"], "/home/a/.local/state/hypertwin"),
    (true, ["HYPERTWIN_STATE": "/s"], "/s"), (false, ["HYPERTWIN_STATE": "/s"], "/s"),
    (true, ["HYPERTWIN_STATE": ""], "/var/lib/hypertwin"),
  ])
  func theStoreLiesWhereDecision8Says(
    isRoot: Bool, variables: [String: String], folder: String
  ) {
    let path = ResultStore.path(isRoot: isRoot) { variables[$0] }
    #expect(path == folder + "/results.sqlite")
  }
}

@Suite struct TimestampTests {
  // `date -u -d @SECONDS +%FT%T`.
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000000Z"), (951_782_400_000_001, "2000-02-29T00:00:00.000001Z"),
      (1_700_000_000_123_456, "2023-11-14T22:13:20.123456Z"),
      (4_107_542_399_999_999, "2100-02-28T23:59:59.999999Z"), (-1, "1969-12-31T23:59:59.999999Z"),
    ] as [(Int64, String)])
  func momentsAreWrittenAndReadAsUTC(microseconds: Int64, text: String) {
    let moment = Timestamp(microseconds: microseconds)
    #expect(moment.description == text)
    #expect(Timestamp(text) == moment)
  }

  @Test(arguments: [
    "", "2023-11-14", "2023-02-30T00:00:00.000000Z", "2023-11-14T25:00:00.000000Z",
    "2023-11-14T22:13:20.123456+", "2023-11-14 22:13:20.123456Z",
  ])
  func otherTextsAreNoMoments(text: String) { #expect(Timestamp(text) == nil) }
}

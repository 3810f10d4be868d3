#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

internal import GRDB

extension ResultStore {
  /// The versions of the schema. A version that was released is never changed: new ones are added
  /// after it.
  static var migrations: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 campaigns and samples") { database in
      try database.execute(sql: first)
    }
    return migrator
  }

  func migrate(_ access: Access) throws(StoreError) {
    let migrator = Self.migrations
    let (isNewer, isComplete) = try read("read the version of the store") { database in
      (
        try migrator.hasBeenSuperseded(database), try migrator.hasCompletedMigrations(database)
      )
    }
    guard !isNewer else {
      throw failure(
        .newerSchema,
        "a newer hypertwin made this store; use that version, or name another folder with "
          + "HYPERTWIN_STATE")
    }
    guard !isComplete else { return }
    guard access == .write else {
      throw failure(
        .notWritable,
        "the store is of an older version and is open for reading only; run a command that "
          + "measures once, which brings it up to date")
    }
    // GRDB looks what is to be done in one transaction and does it in another, so processes that
    // make the same store take turns.
    let lock = try lockOfFolder()
    defer { close(lock) }
    try translating("bring the store up to date") { try migrator.migrate(queue) }
  }

  /// A descriptor that holds the lock of the store's folder until it is closed.
  private func lockOfFolder() throws(StoreError) -> Int32 {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw failure(
        .notWritable, "the folder \(folder) cannot be opened: \(String(cString: strerror(errno)))")
    }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let reason = String(cString: strerror(errno))
        close(descriptor)
        throw failure(.notWritable, "the folder \(folder) cannot be locked: \(reason)")
      }
    }
    return descriptor
  }

  /// Times are microseconds since 1970 in UTC. A seed is text: SQLite's integers have a sign.
  private static let first = """
    CREATE TABLE environment (
      hash TEXT PRIMARY KEY NOT NULL,
      record TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE campaign (
      id TEXT PRIMARY KEY NOT NULL,
      name TEXT NOT NULL,
      label TEXT NOT NULL,
      scenario TEXT NOT NULL,
      scenario_hash TEXT NOT NULL,
      testbed TEXT NOT NULL,
      testbed_hash TEXT NOT NULL,
      plan_hash TEXT NOT NULL,
      seed TEXT NOT NULL,
      blocks INTEGER NOT NULL CHECK (blocks > 0),
      created INTEGER NOT NULL,
      version TEXT NOT NULL
    );

    CREATE TABLE cell (
      id INTEGER PRIMARY KEY,
      campaign TEXT NOT NULL REFERENCES campaign ON DELETE CASCADE,
      place INTEGER NOT NULL,
      key TEXT NOT NULL,
      platform TEXT NOT NULL,
      settings TEXT NOT NULL,
      UNIQUE (campaign, place),
      UNIQUE (campaign, key)
    );

    CREATE TABLE sample (
      id INTEGER PRIMARY KEY,
      campaign TEXT NOT NULL REFERENCES campaign ON DELETE CASCADE,
      block INTEGER NOT NULL,
      position INTEGER NOT NULL,
      attempt INTEGER NOT NULL CHECK (attempt > 0),
      cell INTEGER NOT NULL REFERENCES cell ON DELETE CASCADE,
      state TEXT NOT NULL CHECK (
        state IN ('planned', 'running', 'finished', 'invalid', 'failed', 'interrupted')),
      started INTEGER,
      ended INTEGER,
      environment TEXT REFERENCES environment,
      circumstances TEXT,
      message TEXT,
      UNIQUE (campaign, block, position, attempt)
    );
    CREATE INDEX sample_cell ON sample (cell);

    CREATE TABLE invalidity (
      sample INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
      place INTEGER NOT NULL,
      kind TEXT NOT NULL,
      detail TEXT NOT NULL,
      PRIMARY KEY (sample, place)
    ) WITHOUT ROWID;

    CREATE TABLE measurement (
      sample INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
      place INTEGER NOT NULL,
      workload TEXT NOT NULL,
      quantity TEXT NOT NULL,
      unit TEXT NOT NULL,
      value REAL NOT NULL,
      PRIMARY KEY (sample, place),
      UNIQUE (sample, workload, quantity)
    ) WITHOUT ROWID;

    CREATE TABLE distribution (
      sample INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
      place INTEGER NOT NULL,
      workload TEXT NOT NULL,
      quantity TEXT NOT NULL,
      unit TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (sample, place),
      UNIQUE (sample, workload, quantity)
    ) WITHOUT ROWID;

    CREATE TABLE quantile (
      sample INTEGER NOT NULL,
      distribution INTEGER NOT NULL,
      place INTEGER NOT NULL,
      probability REAL NOT NULL,
      value REAL NOT NULL,
      PRIMARY KEY (sample, distribution, place),
      FOREIGN KEY (sample, distribution) REFERENCES distribution ON DELETE CASCADE
    ) WITHOUT ROWID;

    CREATE TABLE raw_result (
      sample INTEGER NOT NULL REFERENCES sample ON DELETE CASCADE,
      place INTEGER NOT NULL,
      source TEXT NOT NULL,
      line TEXT NOT NULL,
      PRIMARY KEY (sample, place)
    ) WITHOUT ROWID;
    """
}

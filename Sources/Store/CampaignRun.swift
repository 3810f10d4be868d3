internal import GRDB

/// A campaign while this process measures it. No other process can, until the value goes.
///
/// `next()` says what to run, `record(_:for:)` what came of it. A process that is killed in between
/// leaves an attempt that is `running`; the next run of the campaign marks it interrupted and
/// repeats it. What was recorded is never repeated.
public final class CampaignRun: Sendable {
  /// How often a sample is tried that is invalid or fails.
  public static let defaultAttempts = 3

  /// What to run next.
  public struct Ticket: Hashable, Sendable {
    /// The attempt's row.
    public var sample: SampleRecord.ID
    /// The block, from 0.
    public var block: Int
    /// The place in the block, from 0.
    public var position: Int
    /// The attempt, from 1.
    public var attempt: Int
    /// The cell.
    public var cell: CellRecord
    /// The environment that the cell's first finished sample ran in, by its hash; nil before.
    /// Another one now is a drift of the fingerprint.
    public var expectedEnvironment: String?
  }

  /// The campaign.
  public let campaign: CampaignRecord
  /// How often a sample is tried that is invalid or fails.
  public let attempts: Int
  private let store: ResultStore
  private let lock: CampaignLock

  /// Takes up the campaign `id`, new or interrupted.
  ///
  /// - Throws: `StoreError` of kind `locked` while another process measures it.
  public init(
    _ id: CampaignRecord.ID, in store: ResultStore, attempts: Int = CampaignRun.defaultAttempts
  ) throws(StoreError) {
    self.store = store
    self.attempts = max(1, attempts)
    campaign = try store.campaign(id)
    lock = try CampaignLock(of: id, store: store.path)
    try store.write("mark what was interrupted") { database in
      try database.execute(
        sql: "UPDATE sample SET state = 'interrupted' WHERE campaign = ? AND state = 'running'",
        arguments: [id.text])
    }
  }

  /// How far the campaign has come.
  public func progress() throws(StoreError) -> CampaignProgress {
    try store.progress(of: campaign.id, attempts: attempts)
  }

  /// Begins the next sample; nil when there is nothing more to run.
  public func next(at time: Timestamp = .now) throws(StoreError) -> Ticket? {
    let (id, attempts) = (campaign.id, attempts)
    return try store.write("begin a sample") { database in
      let unfinished = try Slot.all(of: id, database).first { $0.isOpen(attempts: attempts) }
      guard var slot = unfinished else { return nil }
      if slot.state == "planned" {
        try database.execute(
          sql: "UPDATE sample SET state = 'running', started = ? WHERE id = ?",
          arguments: [time.microseconds, slot.sample])
      } else {
        slot.attempt += 1
        try database.execute(
          sql: """
            INSERT INTO sample (campaign, block, position, attempt, cell, state, started)
            VALUES (?, ?, ?, ?, ?, 'running', ?)
            """,
          arguments: [
            id.text, slot.block, slot.position, slot.attempt, slot.cell, time.microseconds,
          ])
        slot.sample = database.lastInsertedRowID
      }
      return try self.ticket(slot, database)
    }
  }

  private func ticket(_ slot: Slot, _ database: Database) throws -> Ticket? {
    guard
      let cell = try Row.fetchOne(
        database, sql: "SELECT * FROM cell WHERE id = ?", arguments: [slot.cell])
    else { return nil }
    let environment = try String.fetchOne(
      database,
      sql: """
        SELECT environment FROM sample
        WHERE cell = ? AND state = 'finished' AND environment IS NOT NULL
        ORDER BY block, position, attempt LIMIT 1
        """,
      arguments: [slot.cell])
    return Ticket(
      sample: .init(rawValue: slot.sample), block: slot.block, position: slot.position,
      attempt: slot.attempt,
      cell: CellRecord(key: cell["key"], platform: cell["platform"], settings: cell["settings"]),
      expectedEnvironment: environment)
  }

  /// Records what came of a sample, all of it or nothing.
  ///
  /// - Throws: `StoreError` of kind `invalid` for a sample that is not running, for numbers that
  ///   are not finite, and for a quantity that occurs twice.
  public func record(_ outcome: SampleOutcome, for ticket: Ticket) throws(StoreError) {
    if let bad = outcome.measurements.first(where: { !$0.value.isFinite }) {
      throw store.failure(
        .invalid,
        "\(bad.workload).\(bad.quantity) of sample \(ticket.sample.rawValue) is \(bad.value), "
          + "which is no measurement; record the sample as failed")
    }
    try store.write("record a sample") { database in
      try self.update(outcome, ticket, database)
      try Self.insertDetails(of: outcome, ticket.sample.rawValue, database)
    }
  }

  private func update(_ outcome: SampleOutcome, _ ticket: Ticket, _ database: Database) throws {
    if let entry = outcome.environment {
      try database.execute(
        sql: "INSERT OR IGNORE INTO environment (hash, record) VALUES (?, ?)",
        arguments: [entry.hash, entry.record])
    }
    let state: SampleRecord.State
    var message: String?
    switch outcome.verdict {
    case .finished: state = .finished
    case .invalid: state = .invalid
    case .failed(let why): (state, message) = (.failed, why)
    }
    try database.execute(
      sql: """
        UPDATE sample SET state = ?, started = ?, ended = ?, environment = ?, circumstances = ?,
          message = ?
        WHERE id = ? AND campaign = ? AND state = 'running'
        """,
      arguments: [
        state.rawValue, outcome.started.microseconds, outcome.ended.microseconds,
        outcome.environment?.hash, outcome.circumstances, message, ticket.sample.rawValue,
        campaign.id.text,
      ])
    guard database.changesCount == 1 else {
      throw store.failure(
        .invalid,
        "sample \(ticket.sample.rawValue) of campaign \(campaign.id) is not running, so nothing "
          + "can be recorded for it; take the next one")
    }
  }
}

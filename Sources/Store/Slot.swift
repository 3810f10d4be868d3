internal import GRDB

/// A place in a campaign's plan, with what has become of the attempts at it.
struct Slot: Hashable {
  var block: Int
  var position: Int
  /// The row of the cell.
  var cell: Int64
  /// The row of the last attempt.
  var sample: Int64
  /// The number of the last attempt.
  var attempt: Int
  /// The state of the last attempt.
  var state: String
  /// Attempts that were invalid or failed. One whose process died is not the sample's fault.
  var spoiled: Int

  /// Whether nothing more is tried here, though nothing was measured.
  func isAbandoned(after attempts: Int) -> Bool {
    spoiled >= attempts && (state == "invalid" || state == "failed")
  }

  /// Whether it is this place's turn.
  func isOpen(attempts: Int) -> Bool {
    state == "planned" || state == "interrupted"
      || ((state == "invalid" || state == "failed") && spoiled < attempts)
  }

  /// The places of a campaign in the order in which they run.
  static func all(of campaign: CampaignRecord.ID, _ database: Database) throws -> [Slot] {
    // Beside a lone max(), SQLite takes plain columns from the row that has the maximum
    // (https://www.sqlite.org/lang_select.html#bareagg).
    try Row.fetchAll(
      database,
      sql: """
        SELECT block, position, cell, id, state, max(attempt) AS attempt,
          sum(state IN ('invalid', 'failed')) AS spoiled
        FROM sample WHERE campaign = ? GROUP BY block, position ORDER BY block, position
        """,
      arguments: [campaign.text]
    ).map { row in
      Slot(
        block: row["block"], position: row["position"], cell: row["cell"], sample: row["id"],
        attempt: row["attempt"], state: row["state"], spoiled: row["spoiled"])
    }
  }
}

internal import GRDB

extension ResultStore {
  /// Records a new campaign and plans all its samples.
  ///
  /// - Parameter order: for each block, the keys of the cells in the order in which they run.
  /// - Throws: `StoreError` of kind `invalid` unless every block holds every cell once.
  public func create(_ campaign: CampaignRecord, order: [[String]]) throws(StoreError) {
    let keys = campaign.cells.map(\.key)
    guard !keys.isEmpty, Set(keys).count == keys.count else {
      throw failure(
        .invalid, "campaign \(campaign.name): it needs cells, each with a key of its own")
    }
    guard order.count == campaign.blocks, campaign.blocks > 0 else {
      throw failure(
        .invalid,
        "campaign \(campaign.name): \(campaign.blocks) blocks are announced and \(order.count) "
          + "are ordered")
    }
    for (block, cells) in order.enumerated() where cells.sorted() != keys.sorted() {
      throw failure(
        .invalid,
        "campaign \(campaign.name): block \(block) does not hold every cell just once")
    }
    try write("record the campaign") { database in
      try Self.insert(campaign, database)
      var rows: [String: Int64] = [:]
      for (place, cell) in campaign.cells.enumerated() {
        try database.execute(
          sql: """
            INSERT INTO cell (campaign, place, key, platform, settings) VALUES (?, ?, ?, ?, ?)
            """,
          arguments: [campaign.id.text, place, cell.key, cell.platform, cell.settings])
        rows[cell.key] = database.lastInsertedRowID
      }
      for (block, cells) in order.enumerated() {
        for (position, key) in cells.enumerated() {
          try database.execute(
            sql: """
              INSERT INTO sample (campaign, block, position, attempt, cell, state)
              VALUES (?, ?, ?, 1, ?, 'planned')
              """,
            arguments: [campaign.id.text, block, position, rows[key]])
        }
      }
    }
  }

  private static func insert(_ campaign: CampaignRecord, _ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO campaign (id, name, label, scenario, scenario_hash, testbed, testbed_hash,
          plan_hash, seed, blocks, created, version)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        campaign.id.text, campaign.name, campaign.label.rawValue, campaign.scenario.text,
        campaign.scenario.hash, campaign.testbed.text, campaign.testbed.hash, campaign.planHash,
        "\(campaign.seed)", campaign.blocks, campaign.created.microseconds, campaign.version,
      ])
  }

  /// All campaigns, the latest first.
  public func campaigns() throws(StoreError) -> [CampaignRecord] {
    try read("list the campaigns") { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM campaign ORDER BY created DESC, id"
      ).map { try self.campaign($0, database) }
    }
  }

  /// The campaign of that UUID.
  public func campaign(_ id: CampaignRecord.ID) throws(StoreError) -> CampaignRecord {
    try read("read the campaign") { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT * FROM campaign WHERE id = ?", arguments: [id.text])
      guard let row else {
        throw self.failure(.notFound, "there is no campaign \(id)")
      }
      return try self.campaign(row, database)
    }
  }

  /// The campaign that `text` names: `latest`, a name, or a UUID or its beginning of at least four
  /// characters. Of several with that name it is the latest.
  public func campaign(named text: String) throws(StoreError) -> CampaignRecord {
    let all = try campaigns()
    if text == "latest", let latest = all.first { return latest }
    if let named = all.first(where: { $0.name == text }) { return named }
    let prefix = text.lowercased()
    let matches = all.filter { prefix.utf8.count >= 4 && $0.id.text.hasPrefix(prefix) }
    if matches.count == 1 { return matches[0] }
    guard matches.isEmpty else {
      throw failure(
        .notFound,
        "\"\(text)\" is the beginning of several campaigns: "
          + matches.map(\.id.text).joined(separator: ", ") + "; write more of it")
    }
    throw failure(
      .notFound,
      all.isEmpty
        ? "there are no campaigns yet; measure something first"
        : "there is no campaign \"\(text)\"; `hypertwin results list` shows those there are")
  }

  private func campaign(_ row: Row, _ database: Database) throws -> CampaignRecord {
    let text: String = row["id"]
    let seedText: String = row["seed"]
    let labelText: String = row["label"]
    guard let id = CampaignRecord.ID(text), let seed = UInt64(seedText),
      let label = CampaignRecord.Label(rawValue: labelText)
    else {
      throw failure(
        .corrupt,
        "campaign \(text): seed \"\(seedText)\" or label \"\(labelText)\" is none; restore a copy "
          + "of the file")
    }
    let cells = try Row.fetchAll(
      database, sql: "SELECT * FROM cell WHERE campaign = ? ORDER BY place", arguments: [text])
    return CampaignRecord(
      id: id, name: row["name"], label: label,
      scenario: .init(text: row["scenario"], hash: row["scenario_hash"]),
      testbed: .init(text: row["testbed"], hash: row["testbed_hash"]), planHash: row["plan_hash"],
      seed: seed, blocks: row["blocks"], created: Timestamp(microseconds: row["created"]),
      version: row["version"],
      cells: cells.map {
        CellRecord(key: $0["key"], platform: $0["platform"], settings: $0["settings"])
      })
  }
}

internal import GRDB

extension ResultStore {
  /// All attempts of a campaign, by block, position and attempt.
  public func samples(of campaign: CampaignRecord.ID) throws(StoreError) -> [SampleRecord] {
    try read("read the samples") { database in
      let details = try SampleDetails(of: campaign, database)
      return try Row.fetchAll(
        database,
        sql: """
          SELECT sample.*, cell.key AS key FROM sample JOIN cell ON cell.id = sample.cell
          WHERE sample.campaign = ? ORDER BY block, position, attempt
          """,
        arguments: [campaign.text]
      ).map { try self.sample($0, details) }
    }
  }

  /// The environment record of that hash.
  public func environment(_ hash: String) throws(StoreError) -> EnvironmentEntry {
    try read("read the environment record") { database in
      let record = try String.fetchOne(
        database, sql: "SELECT record FROM environment WHERE hash = ?", arguments: [hash])
      guard let record else {
        throw self.failure(.notFound, "there is no environment record \(hash)")
      }
      return EnvironmentEntry(hash: hash, record: record)
    }
  }

  /// The lines that the agents of a sample wrote, in order.
  public func rawResults(of sample: SampleRecord.ID) throws(StoreError) -> [RawResult] {
    try read("read the raw results") { database in
      try Row.fetchAll(
        database, sql: "SELECT source, line FROM raw_result WHERE sample = ? ORDER BY place",
        arguments: [sample.rawValue]
      ).map { RawResult(source: $0["source"], line: $0["line"]) }
    }
  }

  /// How far a campaign has come, if a sample is tried at most `attempts` times.
  public func progress(
    of campaign: CampaignRecord.ID, attempts: Int = CampaignRun.defaultAttempts
  ) throws(StoreError) -> CampaignProgress {
    try read("read the progress") { database in
      let slots = try Slot.all(of: campaign, database)
      let counts = try Row.fetchAll(
        database, sql: "SELECT state, count(*) AS n FROM sample WHERE campaign = ? GROUP BY state",
        arguments: [campaign.text]
      ).reduce(into: [String: Int]()) { $0[$1["state"]] = $1["n"] }
      let mean = try Double.fetchOne(
        database,
        sql: """
          SELECT avg(ended - started) / 1e6 FROM sample
          WHERE campaign = ? AND state IN ('finished', 'invalid') AND ended IS NOT NULL
          """,
        arguments: [campaign.text])
      return CampaignProgress(
        total: slots.count, finished: counts["finished"] ?? 0,
        abandoned: slots.count { $0.isAbandoned(after: attempts) },
        invalid: counts["invalid"] ?? 0, failed: counts["failed"] ?? 0,
        interrupted: counts["interrupted"] ?? 0, meanDuration: mean)
    }
  }

  private func sample(_ row: Row, _ details: SampleDetails) throws -> SampleRecord {
    let id: Int64 = row["id"]
    let stateText: String = row["state"]
    guard let state = SampleRecord.State(rawValue: stateText) else {
      throw failure(.corrupt, "sample \(id): \"\(stateText)\" is no state; restore a copy")
    }
    func time(_ column: String) -> Timestamp? {
      (row[column] as Int64?).map(Timestamp.init(microseconds:))
    }
    return SampleRecord(
      id: .init(rawValue: id), block: row["block"], position: row["position"], cell: row["key"],
      attempt: row["attempt"], state: state, started: time("started"), ended: time("ended"),
      environment: row["environment"], circumstances: row["circumstances"],
      message: row["message"], reasons: details.reasons[id] ?? [],
      measurements: details.measurements[id] ?? [],
      distributions: details.distributions[id] ?? [])
  }
}

/// What belongs to the samples of a campaign, by their rows.
private struct SampleDetails {
  var reasons: [Int64: [Invalidity]] = [:]
  var measurements: [Int64: [Measurement]] = [:]
  var distributions: [Int64: [Distribution]] = [:]

  init(of campaign: CampaignRecord.ID, _ database: Database) throws {
    func rows(_ table: String, _ order: String) throws -> [Row] {
      try Row.fetchAll(
        database,
        sql: """
          SELECT \(table).* FROM \(table) JOIN sample ON sample.id = \(table).sample
          WHERE sample.campaign = ? ORDER BY \(order)
          """,
        arguments: [campaign.text])
    }
    for row in try rows("invalidity", "sample.id, place") {
      let kind: String = row["kind"]
      guard let kind = Invalidity.Kind(rawValue: kind) else {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no reason is called \(kind)")
      }
      reasons[row["sample"], default: []].append(Invalidity(kind, row["detail"]))
    }
    for row in try rows("measurement", "sample.id, place") {
      measurements[row["sample"], default: []].append(
        Measurement(
          workload: row["workload"], quantity: row["quantity"], unit: row["unit"],
          value: row["value"]))
    }
    for row in try rows("distribution", "sample.id, place") {
      distributions[row["sample"], default: []].append(
        Distribution(
          workload: row["workload"], quantity: row["quantity"], unit: row["unit"],
          count: row["count"], points: []))
    }
    for row in try rows("quantile", "sample.id, distribution, quantile.place") {
      let place: Int = row["distribution"]
      distributions[row["sample"]]?[place].points.append(
        .init(probability: row["probability"], value: row["value"]))
    }
  }
}

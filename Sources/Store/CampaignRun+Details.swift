internal import GRDB

extension CampaignRun {
  /// Writes what belongs to a sample's row.
  static func insertDetails(
    of outcome: SampleOutcome, _ sample: Int64, _ database: Database
  ) throws {
    if case .invalid(let reasons) = outcome.verdict {
      for (place, reason) in reasons.enumerated() {
        try database.execute(
          sql: "INSERT INTO invalidity (sample, place, kind, detail) VALUES (?, ?, ?, ?)",
          arguments: [sample, place, reason.kind.rawValue, reason.detail])
      }
    }
    for (place, one) in outcome.measurements.enumerated() {
      try database.execute(
        sql: """
          INSERT INTO measurement (sample, place, workload, quantity, unit, value)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [sample, place, one.workload, one.quantity, one.unit, one.value])
    }
    for (place, one) in outcome.distributions.enumerated() {
      try insert(one, place, sample, database)
    }
    for (place, one) in outcome.raw.enumerated() {
      try database.execute(
        sql: "INSERT INTO raw_result (sample, place, source, line) VALUES (?, ?, ?, ?)",
        arguments: [sample, place, one.source, one.line])
    }
  }

  private static func insert(
    _ one: Distribution, _ place: Int, _ sample: Int64, _ database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO distribution (sample, place, workload, quantity, unit, count)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [sample, place, one.workload, one.quantity, one.unit, one.count])
    for (index, point) in one.points.enumerated() {
      try database.execute(
        sql: """
          INSERT INTO quantile (sample, distribution, place, probability, value)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [sample, place, index, point.probability, point.value])
    }
  }
}

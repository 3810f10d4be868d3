import Hardware
import Report
import Store

/// A campaign's summary in words and tables.
enum CampaignText {
  /// Its cells with their figures; those that machines counted only where asked for.
  static func show(
    _ summary: CampaignSummary, counters: Bool = false, width: Int, color: Bool
  ) -> String {
    var table = PlainTable(
      [
        ("", .left), ("n", .right), ("mean ± 95 % CI", .estimate), ("unit", .left),
        ("BCa 95 %", .left), ("ratio to the first", .left), ("p (Holm)", .right),
      ],
      layouts: [
        [0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 5, 6], [0, 1, 2, 3, 5], [0, 1, 2, 3],
      ])
    for cell in summary.cells {
      table.addGroup("\(cell.cell.key): \(attempts(cell))")
      for measure in cell.measures where counters || !measure.isCounter {
        let bootstrap = measure.bootstrap.map {
          "\(PlainTable.number($0.low)) to \(PlainTable.number($0.high))"
        }
        let ratio = measure.ratio.map {
          "\(PlainTable.number($0.ratio)) (\(PlainTable.number($0.low)) to "
            + "\(PlainTable.number($0.high)))"
        }
        table.addRow([
          "\(measure.workload) \(measure.quantity)", "\(measure.values.count)",
          PlainTable.estimate(measure.mean, measure.ci95), measure.unit, bootstrap ?? "",
          ratio ?? "", measure.correctedProbability.map(probability) ?? "",
        ])
      }
    }
    return table.text(
      heading: summary.campaign.name, paragraphs: [description(summary.campaign)],
      notes: notes(summary), width: width, color: color)
  }

  /// What a campaign is, in a sentence.
  static func description(_ campaign: CampaignRecord) -> String {
    "Measured (\(campaign.label.rawValue)): campaign \(campaign.id.text.prefix(8)), "
      + "\(campaign.blocks) blocks, seed \(campaign.seed), scenario "
      + "\(campaign.scenario.hash.prefix(12)), \(campaign.created.minute) UTC, hypertwin "
      + "\(campaign.version)."
  }

  /// The cells that have no valid sample, and what to do about it; nil where each has one.
  static func shortfall(_ summary: CampaignSummary) -> String? {
    guard !summary.unmeasured.isEmpty else { return nil }
    let named = summary.unmeasured.map { "\($0.cell.key): \(attempts($0))" }
    return "no valid sample of " + named.joined(separator: "; ")
      + ". hypertwin doctor says what disturbs a measurement; hypertwin results export "
      + "\(summary.campaign.name) has what was measured all the same"
  }

  /// `14 samples, 2 invalid (1 steal, 1 swap), 1 failed`.
  private static func attempts(_ cell: CellSummary) -> String {
    var parts = ["\(cell.finished) sample\(cell.finished == 1 ? "" : "s")"]
    if cell.invalid > 0 {
      let reasons = cell.reasons.map { "\($0.count) \($0.kind.rawValue)" }
      parts.append("\(cell.invalid) invalid (\(reasons.joined(separator: ", ")))")
    }
    if cell.failed > 0 { parts.append("\(cell.failed) failed") }
    if cell.interrupted > 0 { parts.append("\(cell.interrupted) interrupted") }
    return parts.joined(separator: ", ")
  }

  private static func notes(_ summary: CampaignSummary) -> [String] {
    var notes: [String] = []
    if summary.campaign.label != .real {
      notes.append(
        "Measured under \(summary.campaign.label.rawValue): speeds are not those of hardware.")
    }
    for cell in summary.cells {
      for measure in cell.measures where measure.isBimodal && !measure.isCounter {
        notes.append(
          "\(cell.cell.key), \(measure.name): the values look like two heaps; their mean says "
            + "little.")
      }
    }
    return notes
  }

  private static func probability(_ value: Double) -> String {
    value < 0.0001 ? "<0.0001" : PlainTable.number(value)
  }
}

import ArgumentParser
import Formats
import Store

/// `hypertwin results export`.
struct ResultsExport: AsyncParsableCommand {
  /// The forms of an export.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case json, csv
  }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write all of a campaign to a file, whole or not at all.")

  @Argument(help: "The campaign: its name, the beginning of its UUID, or latest.")
  var campaign = "latest"

  @Option(name: .long, help: "The form: JSON has everything, CSV a record for each number.")
  var format = Format.json

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  /// All of a campaign.
  struct Whole: Encodable {
    /// An attempt with the lines of its agents.
    struct Attempt: Encodable {
      var sample: SampleRecord
      var raw: [RawResult]
    }

    var schema = 1
    var campaign: CampaignRecord
    var attempts: [Attempt]
    var environments: [EnvironmentEntry]
  }

  func run() async throws {
    try await reportingFailures {
      try Output.check([output])
      let store = try Measured.store()
      let whole = try Measured.reading { () throws(StoreError) in try self.whole(store) }
      switch format {
      case .json: try Output.write(try encodedJSON(whole), to: output)
      case .csv: try Output.write(Self.csv(whole), to: output)
      }
    }
  }

  private func whole(_ store: ResultStore) throws(StoreError) -> Whole {
    let record = try store.campaign(named: campaign)
    var attempts: [Whole.Attempt] = []
    var environments: [EnvironmentEntry] = []
    for sample in try store.samples(of: record.id) {
      attempts.append(.init(sample: sample, raw: try store.rawResults(of: sample.id)))
      if let hash = sample.environment, !environments.contains(where: { $0.hash == hash }) {
        environments.append(try store.environment(hash))
      }
    }
    return Whole(campaign: record, attempts: attempts, environments: environments)
  }

  /// A record for each number, and one without a number for each attempt that measured none.
  private static func csv(_ whole: Whole) -> String {
    let header = [
      "campaign", "label", "cell", "block", "position", "attempt", "state", "started", "ended",
      "environment", "reasons", "workload", "quantity", "unit", "value",
    ]
    let records = whole.attempts.flatMap { attempt -> [[String]] in
      let sample = attempt.sample
      let reasons = sample.reasons.map(\.kind.rawValue) + [sample.message].compactMap { $0 }
      let start = [
        whole.campaign.id.text, whole.campaign.label.rawValue, sample.cell, "\(sample.block)",
        "\(sample.position)", "\(sample.attempt)", sample.state.rawValue,
        sample.started?.description ?? "", sample.ended?.description ?? "",
        sample.environment ?? "", reasons.joined(separator: "; "),
      ]
      if sample.measurements.isEmpty { return [start + ["", "", "", ""]] }
      return sample.measurements.map { start + [$0.workload, $0.quantity, $0.unit, "\($0.value)"] }
    }
    return ([header] + records).map(CSV.line).joined()
  }
}

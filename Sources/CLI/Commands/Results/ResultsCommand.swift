import ArgumentParser
import Hardware
import Report
import Store

/// `hypertwin results`: what was measured.
struct ResultsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "Show, export and compare what was measured.",
    discussion: """
      A campaign is named by its name, by the beginning of its UUID, or as "latest". Results lie in
      HYPERTWIN_STATE/results.sqlite; without that variable in /var/lib/hypertwin for root and in
      the XDG folder for state for others.

      EXAMPLES
        hypertwin results list
        hypertwin results show latest
      """,
    subcommands: [
      ResultsList.self, ResultsShow.self, ResultsExport.self, ResultsDiff.self,
    ])
}

/// What all `results` commands do with the store.
enum Measured {
  /// The store, for reading.
  static func store() throws(Failure) -> ResultStore {
    try reading { () throws(StoreError) in
      try ResultStore(ResultStore.defaultPath, access: .read)
    }
  }

  /// What is read from it, or why it cannot be.
  static func reading<Value>(
    _ read: () throws(StoreError) -> Value
  ) throws(Failure) -> Value {
    do {
      return try read()
    } catch {
      switch error.kind {
      case .notFound: throw .input(error.description)
      default: throw .work(error.description)
      }
    }
  }

  /// The summary of the campaign that `text` names.
  static func summary(of text: String, in store: ResultStore) throws(Failure) -> CampaignSummary {
    try reading { () throws(StoreError) in
      let campaign = try store.campaign(named: text)
      return CampaignSummary(campaign, samples: try store.samples(of: campaign.id))
    }
  }
}

/// `hypertwin results list`.
struct ResultsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the campaigns, the latest first.")

  func run() async throws {
    try await reportingFailures {
      let store = try Measured.store()
      let campaigns = try Measured.reading { () throws(StoreError) in try store.campaigns() }
      var table = PlainTable(
        [
          ("campaign", .left), ("name", .left), ("made (UTC)", .left), ("cells", .right),
          ("done", .right), ("label", .left),
        ],
        layouts: [[0, 1, 2, 3, 4, 5], [0, 1, 2, 4, 5], [0, 1, 4, 5]])
      for campaign in campaigns {
        let progress = try Measured.reading { () throws(StoreError) in
          try store.progress(of: campaign.id)
        }
        table.addRow([
          String(campaign.id.text.prefix(8)), campaign.name, campaign.created.minute,
          "\(campaign.cells.count)", "\(progress.done)/\(progress.total)",
          campaign.label.rawValue,
        ])
      }
      try Terminal.write(
        table.text(
          heading: "Campaigns", paragraphs: campaigns.isEmpty ? ["There are none yet."] : [],
          width: Terminal.width, color: Terminal.hasColor))
    }
  }
}

/// `hypertwin results show`.
struct ResultsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a campaign's figures, cell by cell.")

  @Argument(help: "The campaign: its name, the beginning of its UUID, or latest.")
  var campaign = "latest"

  @Flag(name: .long, help: "Show too what machines counted while each workload ran.")
  var counters = false

  func run() async throws {
    try await reportingFailures {
      let summary = try Measured.summary(of: campaign, in: try Measured.store())
      try Terminal.write(
        CampaignText.show(
          summary, counters: counters, width: Terminal.width, color: Terminal.hasColor))
    }
  }
}

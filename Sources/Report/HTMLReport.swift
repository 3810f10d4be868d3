public import Model

/// A report as one HTML file that opens offline, without any reference to a network.
///
/// All text of files is escaped, and the page's content security policy lets only the scripts run
/// whose hashes it lists, and nothing be loaded.
public struct HTMLReport: Sendable {
  let command: String
  let library: ChartLibrary
  let sha256: @Sendable (String) -> [UInt8]

  /// A writer of reports.
  ///
  /// - Parameters:
  ///   - command: the command line that asked for the report, which the report quotes.
  ///   - library: what draws the charts; without it, reports say so and hold the tables alone.
  ///   - sha256: the 32 bytes of the SHA-256 of a text's UTF-8, for the content security policy.
  public init(
    command: String, library: ChartLibrary, sha256: @escaping @Sendable (String) -> [UInt8]
  ) {
    self.command = command
    self.library = library
    self.sha256 = sha256
  }

  /// The 2013 paper's tables, published and predicted, with charts.
  public func reproduction(_ reproduction: Reproduction) -> String {
    var page = HTMLPage(title: "\(Names.paper) (2013), published and predicted", report: self)
    page.lead = reproduction.calibratedSummary + " " + reproduction.priorSummary
    page.add(
      asked: [
        ("Tx and Rx read as", reproduction.reading), ("mechanism alone", reproduction.mechanism),
        ("mechanism's SHA-256", reproduction.mechanismHash ?? ""),
      ], reproduction.provenance)
    page.add(notes: reproduction.notes)
    addCalibrated(reproduction, to: &page)
    addPriors(reproduction, to: &page)
    addBreakdown(reproduction, to: &page)
    return page.text
  }

  /// The results of a simulation or a measurement, with charts.
  public func results(_ results: Results) -> String {
    var page = HTMLPage(title: results.scenario, report: self)
    page.lead = results.provenance.sentence
    page.add(asked: [("scenario", results.scenario)], results.provenance)
    page.add(notes: results.notes)
    if !results.metrics.isEmpty { addMetrics(results, to: &page) }
    let flows = FlowBreakdown.flows(of: results.breakdown)
    page.add(paths: flows.map { (DisplayText.harmless($0.flow), $0) })
    for (workload, threads) in (results.threads ?? []).grouped(by: \.workload) {
      page.add(table: Self.table(of: threads, title: ThreadText.title(workload)))
    }
    return page.text
  }

  private static func table(of threads: [ThreadTime], title: String) -> HTMLTable {
    HTMLTable(
      caption: title,
      columns: [.init(title: "thread"), .init(title: "core")]
        + ThreadText.titles.map { .init(title: $0, isNumber: true) },
      rows: threads.map { time in
        let words = ThreadText(time)
        return .cells([
          .init(text: words.thread), .init(text: words.core), .init(text: words.utilisation),
          .init(text: words.steal), .init(text: words.notifications),
        ])
      })
  }

  private func addMetrics(_ results: Results, to page: inout HTMLPage) {
    page.add(heading: "What was found")
    page.add(
      table: HTMLTable(
        caption: "Means over the replications with their 95 % confidence intervals",
        columns: [
          .init(title: "workload"), .init(title: "quantity"),
          .init(title: "mean ± 95 % CI", isNumber: true), .init(title: "unit"),
          .init(title: "values", isNumber: true),
        ],
        rows: results.metrics.map { metric in
          let words = MetricText(metric)
          return .cells([
            .init(text: words.workload), .init(text: words.quantity), .init(text: words.value),
            .init(text: words.unit), .init(text: words.count),
          ])
        }))
    let groups = CellGroup.groups(of: results.metrics) { metric in
      (0, MetricText(metric).quantity, MetricText(metric).unit)
    }
    // A figure that is 0 everywhere, such as the loss of elastic flows, has no bars to show.
    page.add(
      charts: groups.filter { $0.cells.contains { $0.mean != 0 } }.map { group in
        EstimateChart(
          title: group.metric + (group.unit.isEmpty ? "" : " (\(group.unit))"),
          keys: [.init(color: .predicted, meaning: results.provenance.kind.rawValue)],
          bars: group.cells.map { metric in
            let words = MetricText(metric)
            return .init(
              row: words.workload, series: .predicted, mean: metric.mean * words.scale,
              margin: metric.ci95.map { $0 * words.scale }, label: words.value)
          }
        ).chart
      })
  }
}

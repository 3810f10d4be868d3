public import Model

/// Results of a simulation or a measurement as text for a terminal.
public enum ResultsTable {
  /// The figures with their intervals, where the time of a packet goes, and the notes.
  ///
  /// - Parameters:
  ///   - width: columns of the terminal; where the tables do not fit, they become lists.
  ///   - color: whether to underline the words with ANSI colours.
  public static func text(_ results: Results, width: Int, color: Bool) -> String {
    let style = TextStyle(width: width, color: color)
    var text = style.heading(results.scenario) + style.paragraph(results.provenance.sentence)
    if !results.metrics.isEmpty { text += "\n" + metrics(results, style) }
    for flow in FlowBreakdown.flows(of: results.breakdown) { text += "\n" + stages(flow, style) }
    for (workload, threads) in (results.threads ?? []).grouped(by: \.workload) {
      text += "\n" + style.heading(ThreadText.title(workload)) + table(of: threads).text(in: style)
    }
    return text + style.notes(results.notes)
  }

  private static func metrics(_ results: Results, _ style: TextStyle) -> String {
    let rows = results.metrics.map { metric in
      let words = MetricText(metric)
      return TextTable.Row.cells([
        .init("\(words.workload) \(words.quantity)"), .init(words.value), .init(words.unit),
        .init(words.count),
      ])
    }
    return TextTable(
      columns: [
        .init(title: "", alignment: .left),
        .init(title: "mean ± 95 % CI", alignment: .around(" ± ")),
        .init(title: "unit", alignment: .left),
        .init(title: "values", alignment: .right),
      ],
      layouts: [[0, 1, 2, 3]], rows: rows
    ).text(in: style)
  }

  private static func stages(_ flow: FlowBreakdown, _ style: TextStyle) -> String {
    let barWidths = [24, 10]
    let rows = flow.stages.map { time in
      let words = StageText(time)
      return TextTable.Row.cells(
        [
          .init(words.stage), .init(words.thread), .init(words.waiting), .init(words.service),
          .init(words.utilisation), .init(words.dropped, time.dropped > 0 ? .bad : .plain),
        ] + barWidths.map { .init(bar(time, of: flow.total, width: $0)) })
    }
    let table = TextTable(
      columns: [
        .init(title: "", alignment: .left),
        .init(title: "thread", alignment: .left),
        .init(title: "wait µs", alignment: .right),
        .init(title: "serve µs", alignment: .right),
        .init(title: "busy %", alignment: .right),
        .init(title: "drop %", alignment: .right),
      ] + barWidths.map { _ in .init(title: "share", alignment: .left) },
      layouts: [
        [0, 1, 2, 3, 4, 5, 6], [0, 2, 3, 4, 5, 6], [0, 2, 3, 4, 5, 7], [0, 2, 3, 5, 7],
        [0, 1, 2, 3, 4, 5, 7],
      ], rows: rows)
    return style.heading("Where the time of one packet goes: \(flow.flow)")
      + style.paragraph(flow.summary) + table.text(in: style)
      + style.paragraph("Share of the time: ░ waiting, █ being served.")
  }

  private static func table(of threads: [ThreadTime]) -> TextTable {
    TextTable(
      columns: [
        .init(title: "", alignment: .left), .init(title: "core", alignment: .left),
      ] + ThreadText.titles.map { .init(title: $0, alignment: .right) },
      layouts: [[0, 1, 2, 3, 4], [0, 2, 3, 4]],
      rows: threads.map { time in
        let words = ThreadText(time)
        return .cells([
          .init(words.thread), .init(words.core), .init(words.utilisation), .init(words.steal),
          .init(words.notifications),
        ])
      })
  }

  /// A bar as long as the stage's share of `total`: first waiting, then service.
  private static func bar(_ time: StageTime, of total: Double, width: Int) -> String {
    guard total > 0, time.sojourn.isFinite else { return "" }
    let columns = Double(width)
    let end = Int((time.sojourn / total * columns).rounded())
    let middle = min(Int(((time.waiting ?? 0) / total * columns).rounded()), end)
    return String(repeating: "░", count: max(0, middle))
      + String(repeating: "█", count: max(0, end - middle))
  }
}

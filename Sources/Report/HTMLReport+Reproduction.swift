import Model

extension HTMLReport {
  /// The calibrated cells of each table, with bars and with their errors.
  func addCalibrated(_ reproduction: Reproduction, to page: inout HTMLPage) {
    let groups = CellGroup.groups(of: reproduction.cells) { ($0.table, $0.metric, $0.unit) }
    page.add(heading: "With the calibrated cost model")
    page.add(paragraph: reproduction.calibratedSummary)
    for table in tables(of: groups) {
      page.add(table: calibratedTable(table))
      page.add(charts: table.groups.map { bars($0).chart })
    }
    if let legend = CellText.anomalyLegend(reproduction.cells) { page.add(paragraph: legend) }
    if !reproduction.cells.isEmpty {
      page.add(charts: [ErrorChart(cells: reproduction.cells).chart])
    }
  }

  /// The cells of each table from mechanism alone, with ranges.
  func addPriors(_ reproduction: Reproduction, to page: inout HTMLPage) {
    guard !reproduction.priorCells.isEmpty else { return }
    let groups = CellGroup.groups(of: reproduction.priorCells) { ($0.table, $0.metric, $0.unit) }
    page.add(heading: "From mechanism alone: nothing is fitted to the paper")
    page.add(paragraph: reproduction.mechanismSentence + " " + reproduction.priorSummary)
    for table in tables(of: groups) {
      page.add(table: priorTable(table))
      page.add(charts: table.groups.map { RangeChart(title: $0.title, cells: $0.cells).chart })
    }
  }

  /// Where the time of one packet goes on every path.
  func addBreakdown(_ reproduction: Reproduction, to page: inout HTMLPage) {
    let paths = reproduction.breakdown.flatMap { platform in
      FlowBreakdown.flows(of: platform.stages).map { flow in
        (name: "\(Names.platform(platform.platform)) \(Names.metric(flow.flow))", flow: flow)
      }
    }
    page.add(paths: paths)
  }

  private typealias PaperTable<Cell> = (number: Int, groups: [CellGroup<Cell>])

  /// The groups by table of the paper.
  private func tables<Cell>(of groups: [CellGroup<Cell>]) -> [PaperTable<Cell>] {
    var tables: [PaperTable<Cell>] = []
    for group in groups {
      if tables.last?.number == group.table {
        tables[tables.count - 1].groups.append(group)
      } else {
        tables.append((group.table, [group]))
      }
    }
    return tables
  }

  private func calibratedTable(_ table: PaperTable<Reproduction.Cell>) -> HTMLTable {
    HTMLTable(
      caption: "\(Names.table(table.number)), calibrated",
      columns: [
        .init(title: "platform"), .init(title: "published mean ± CI", isNumber: true),
        .init(title: "predicted mean ± CI", isNumber: true),
        .init(title: "error (%)", isNumber: true), .init(title: "published interval"),
        .init(title: "basis"), .init(title: "free parameters", isNumber: true),
      ],
      rows: table.groups.flatMap { group in
        [.group(group.title)]
          + group.cells.map { cell in
            let words = CellText(cell)
            return .cells([
              .init(text: words.platform), .init(text: words.published),
              .init(text: words.predicted), .init(text: words.error),
              .init(text: words.verdict.text, tone: words.verdict.tone),
              .init(text: words.basis), .init(text: words.parameters),
            ])
          }
      })
  }

  private func priorTable(_ table: PaperTable<Reproduction.PriorCell>) -> HTMLTable {
    HTMLTable(
      caption: "\(Names.table(table.number)), from mechanism alone",
      columns: [
        .init(title: "platform"), .init(title: "published mean ± CI", isNumber: true),
        .init(title: "typical", isNumber: true), .init(title: "95 % interval", isNumber: true),
        .init(title: "published is"), .init(title: "typical / published", isNumber: true),
        .init(title: "remark", isProse: true),
      ],
      rows: table.groups.flatMap { group in
        [.group(group.title)]
          + group.cells.map { cell in
            let words = PriorCellText(cell)
            return .cells([
              .init(text: words.platform), .init(text: words.published),
              .init(text: words.typical), .init(text: words.interval),
              .init(text: words.verdict.text, tone: words.verdict.tone),
              .init(text: words.ratio), .init(text: words.remark),
            ])
          }
      })
  }

  private func bars(_ group: CellGroup<Reproduction.Cell>) -> EstimateChart {
    EstimateChart(
      title: group.title,
      keys: [
        .init(color: .published, meaning: "published"),
        .init(color: .predicted, meaning: "predicted"),
      ],
      bars: group.cells.flatMap { cell -> [EstimateChart.Bar] in
        let words = CellText(cell)
        let platform = Names.platform(cell.platform)
        return [
          .init(
            row: platform, series: .published, mean: cell.published.mean,
            margin: cell.published.ci95, label: words.published),
          .init(
            row: platform, series: .predicted, mean: cell.predicted.mean,
            margin: cell.predicted.ci95, label: words.predicted),
        ]
      })
  }
}

public import Model

/// The 2013 paper's tables as text for a terminal.
public enum ReproductionTables {
  /// Both tables, first calibrated and then from mechanism alone, with summaries and notes.
  ///
  /// - Parameters:
  ///   - width: columns of the terminal; where the tables do not fit, they become lists.
  ///   - color: whether to underline the words with ANSI colours.
  public static func text(_ reproduction: Reproduction, width: Int, color: Bool) -> String {
    let style = TextStyle(width: width, color: color)
    return heading(reproduction, style) + calibrated(reproduction, style)
      + priors(reproduction, style) + style.notes(reproduction.notes)
  }

  private static func heading(_ reproduction: Reproduction, _ style: TextStyle) -> String {
    style.heading("\"\(Names.paper)\" (2013), published and predicted")
      + style.paragraph(
        (reproduction.reading.isEmpty ? "" : "Tx and Rx read as: \(reproduction.reading). ")
          + "Intervals are ± half of the mean's 95 % confidence interval.")
      + style.paragraph(reproduction.provenance.sentence)
  }

  private static func calibrated(_ reproduction: Reproduction, _ style: TextStyle) -> String {
    let groups = CellGroup.groups(of: reproduction.cells) { ($0.table, $0.metric, $0.unit) }
    let tables = rows(of: groups) { calibratedRow(CellText($0)) }.map { number, rows in
      (
        number,
        TextTable(
          columns: [
            .init(title: "", alignment: .left),
            .init(title: "published", alignment: .around(" ± ")),
            .init(title: "predicted", alignment: .around(" ± ")),
            .init(title: "error %", alignment: .right),
            .init(title: "interval", alignment: .left),
            .init(title: "basis", alignment: .left),
            .init(title: "free parameters", alignment: .right),
            .init(title: "basis, free", alignment: .left),
          ],
          layouts: [[0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 7], [0, 1, 2, 3, 4, 5, 6]], rows: rows)
      )
    }
    var text =
      "\n" + style.heading("With the calibrated cost model") + Self.text(of: tables, style)
    if let legend = CellText.anomalyLegend(reproduction.cells) { text += style.paragraph(legend) }
    let isHeld = !reproduction.cells.contains { Verdict($0) == .outside }
    return text + "\n" + summary(reproduction.calibratedSummary, isHeld, style)
  }

  /// Tables under their headings, all in the same layout.
  private static func text(of tables: [(Int, TextTable)], _ style: TextStyle) -> String {
    let layout = tables.map { $0.1.layout(in: style) }.max() ?? 0
    return tables.map { number, table in
      "\n" + style.heading(Names.table(number)) + table.text(in: style, layout: layout)
    }.joined()
  }

  private static func calibratedRow(_ cell: CellText) -> [TextTable.Cell] {
    [
      .init(cell.platform), .init(cell.published), .init(cell.predicted), .init(cell.error),
      .init(cell.verdict.text, cell.verdict.tone), .init(cell.basis), .init(cell.parameters),
      .init("\(cell.basis), \(cell.parameters)"),
    ]
  }

  private static func priors(_ reproduction: Reproduction, _ style: TextStyle) -> String {
    guard !reproduction.priorCells.isEmpty else { return "" }
    let groups = CellGroup.groups(of: reproduction.priorCells) { ($0.table, $0.metric, $0.unit) }
    var remarks: [String] = []
    let numbered = rows(of: groups) { cell in priorRow(PriorCellText(cell), &remarks) }
    let tables = numbered.map { number, rows in
      (
        number,
        TextTable(
          columns: [
            .init(title: "", alignment: .left),
            .init(title: "published", alignment: .around(" ± ")),
            .init(title: "typical", alignment: .right),
            .init(title: "95 % interval", alignment: .around(" to ")),
            .init(title: "published is", alignment: .left),
            .init(title: "typical/published", alignment: .right),
            .init(title: "typ./publ.", alignment: .right),
          ],
          layouts: [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 6], [0, 1, 2, 3, 4, 5]], rows: rows)
      )
    }
    var text =
      "\n" + style.heading("The same cells from mechanism alone: nothing is fitted to the paper")
      + style.paragraph(reproduction.mechanismSentence) + Self.text(of: tables, style)
    for (index, remark) in remarks.enumerated() {
      text += style.paragraph(remark, first: "[\(index + 1)] ", rest: "    ")
    }
    let isHeld = reproduction.priorCells.allSatisfy(\.inside)
    return text + "\n" + summary(reproduction.priorSummary, isHeld, style)
  }

  private static func priorRow(
    _ cell: PriorCellText, _ remarks: inout [String]
  ) -> [TextTable.Cell] {
    var mark = ""
    if !cell.remark.isEmpty {
      remarks.append(cell.remark)
      mark = " [\(remarks.count)]"
    }
    return [
      .init(cell.platform), .init(cell.published), .init(cell.typical), .init(cell.interval),
      .init(cell.verdict.text + mark, cell.verdict.tone), .init(cell.ratio), .init(cell.ratio),
    ]
  }

  /// The rows of each table of the paper, the groups under their titles.
  private static func rows<Cell>(
    of groups: [CellGroup<Cell>], cells: (Cell) -> [TextTable.Cell]
  ) -> [(table: Int, rows: [TextTable.Row])] {
    var tables: [(table: Int, rows: [TextTable.Row])] = []
    for group in groups {
      if tables.last?.table != group.table { tables.append((group.table, [])) }
      let rows = [.group(group.title)] + group.cells.map { TextTable.Row.cells(cells($0)) }
      tables[tables.count - 1].rows += rows
    }
    return tables
  }

  private static func summary(_ text: String, _ isHeld: Bool, _ style: TextStyle) -> String {
    style.paragraph(text).split(separator: "\n")
      .map { style.paint(String($0), isHeld ? .good : .fair) + "\n" }.joined()
  }
}

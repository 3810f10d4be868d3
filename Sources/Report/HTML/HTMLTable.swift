/// A table of a report: a caption, headings that screen readers announce, and rows under group
/// headings. On phones the style sheet turns rows into cards, which would take the meaning of a
/// table from its elements; the roles keep it.
struct HTMLTable {
  /// A column with its heading.
  struct Column {
    let title: String
    var isNumber = false
    /// Whether its cells hold sentences.
    var isProse = false
  }

  /// A cell and its meaning.
  struct Cell {
    let text: String
    var tone = Tone.plain
  }

  /// A row: a heading within the table, or as many cells as there are columns.
  enum Row {
    case group(String)
    case cells([Cell])
  }

  /// What the table shows.
  let caption: String
  /// The columns; the first names the row.
  let columns: [Column]
  /// The rows.
  let rows: [Row]

  /// The table's markup.
  var html: HTML {
    let head = HTML.element(
      "thead", [("role", "rowgroup")],
      HTML.element(
        "tr", [("role", "row")],
        columns.map { column in
          .element(
            "th",
            [
              ("scope", "col"), ("role", "columnheader"),
              ("class", column.isNumber ? "number" : nil),
            ],
            [
              HTML(text: column.title)
            ])
        }))
    let body = HTML.element("tbody", [("role", "rowgroup")], [.lines(rows.map(html))])
    let table = HTML.element(
      "table", [("role", "table")],
      [.lines([.element("caption", [], HTML(text: caption)), head, body])])
    return .element(
      "div", [("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption)],
      table)
  }

  private func html(_ row: Row) -> HTML {
    switch row {
    case .group(let title):
      return .element(
        "tr", [("class", "group"), ("role", "row")],
        .element(
          "th", [("scope", "rowgroup"), ("role", "rowheader"), ("colspan", "\(columns.count)")],
          HTML(text: title)))
    case .cells(let cells):
      return .element(
        "tr", [("role", "row")],
        zip(columns, cells).enumerated().map { index, pair in
          let (column, cell) = pair
          let classes = [
            column.isNumber ? "number" : column.isProse ? "wide" : "", cell.tone.className,
          ]
          .filter { !$0.isEmpty }.joined(separator: " ")
          return .element(
            index == 0 ? "th" : "td",
            [
              ("scope", index == 0 ? "row" : nil), ("role", index == 0 ? "rowheader" : "cell"),
              ("data-title", index == 0 ? nil : column.title),
              ("class", classes.isEmpty ? nil : classes),
            ],
            HTML(text: cell.text))
        })
    }
  }
}

extension Tone {
  /// The class of the report's style sheet; empty for plain text.
  var className: String {
    switch self {
    case .plain: ""
    case .good: "good"
    case .fair: "fair"
    case .bad: "bad"
    }
  }
}

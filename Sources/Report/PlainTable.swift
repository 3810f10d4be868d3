/// A table for terminals that any command can fill: in columns where they fit, else as a list.
public struct PlainTable: Sendable {
  /// How the cells of a column stand under each other.
  public enum Alignment: Sendable {
    case left, right
    /// Around the ` ± ` of estimates.
    case estimate
  }

  /// What a cell means, which colours underline.
  public enum Mood: Sendable {
    case plain, good, fair, bad
  }

  private var columns: [TextTable.Column]
  private var layouts: [[Int]]
  private var rows: [TextTable.Row] = []

  /// An empty table.
  ///
  /// - Parameter layouts: choices of columns by index, the most telling first; nil for all columns.
  public init(_ columns: [(title: String, alignment: Alignment)], layouts: [[Int]]? = nil) {
    self.columns = columns.map { column in
      let alignment: TextTable.Alignment =
        switch column.alignment {
        case .left: .left
        case .right: .right
        case .estimate: .around(" ± ")
        }
      return TextTable.Column(title: column.title, alignment: alignment)
    }
    self.layouts = layouts ?? [Array(columns.indices)]
  }

  /// Adds a heading within the table.
  public mutating func addGroup(_ title: String) {
    rows.append(.group(DisplayText.harmless(title)))
  }

  /// Adds a row with as many cells as there are columns.
  ///
  /// - Parameter moods: what cells mean, by column.
  public mutating func addRow(_ cells: [String], moods: [Int: Mood] = [:]) {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    rows.append(
      .cells(
        cells.enumerated().map { index, text in
          let tone: Tone =
            switch moods[index] ?? .plain {
            case .plain: .plain
            case .good: .good
            case .fair: .fair
            case .bad: .bad
            }
          return TextTable.Cell(text, tone)
        }))
  }

  /// The table under a heading and paragraphs, with notes below it.
  public func text(
    heading: String, paragraphs: [String] = [], notes: [String] = [], width: Int, color: Bool
  ) -> String {
    let style = TextStyle(width: width, color: color)
    var text = style.heading(heading) + paragraphs.map { style.paragraph($0) }.joined()
    if !rows.isEmpty {
      text +=
        "\n"
        + TextTable(columns: columns, layouts: layouts, rows: rows).text(in: style)
    }
    return text + style.notes(notes)
  }

  /// A mean ± half-width with the digits that it warrants; the mean alone without one.
  public static func estimate(_ mean: Double, _ half: Double?) -> String {
    half.map { NumberText.estimate(mean, $0).text } ?? NumberText.significant(mean, 4)
  }

  /// A number with four significant digits.
  public static func number(_ value: Double) -> String { NumberText.significant(value, 4) }

  /// A difference in percent with its sign.
  public static func percent(_ value: Double) -> String { NumberText.signedPercent(value) }
}

/// A table that is set in columns where they fit and as a list of records where they do not.
struct TextTable: Hashable, Sendable {
  /// How the cells of a column stand under each other.
  enum Alignment: Hashable, Sendable {
    case left, right
    /// The separator of two numbers, such as ` ± `, one below the other.
    case around(String)
  }

  /// A column with its heading.
  struct Column: Hashable, Sendable {
    var title: String
    var alignment: Alignment
  }

  /// A cell; its text must be harmless.
  struct Cell: Hashable, Sendable, ExpressibleByStringInterpolation {
    var text: String
    var tone = Tone.plain

    init(_ text: String, _ tone: Tone = .plain) {
      self.text = DisplayText.harmless(text)
      self.tone = tone
    }

    init(stringLiteral value: String) { self.init(value) }
  }

  /// A row: a heading within the table, or as many cells as there are columns.
  enum Row: Hashable, Sendable {
    case group(String)
    case cells([Cell])
  }

  /// The columns; the first names the row.
  var columns: [Column]
  /// The choices of columns by index, the most telling first.
  var layouts: [[Int]]
  /// The rows.
  var rows: [Row]

  private static let gap = 2
  private static let indent = 2

  /// The index of the first layout that fits; the number of layouts if none does.
  func layout(in style: TextStyle) -> Int {
    let index = layouts.firstIndex { layout in
      layout.map(width).reduce(Self.indent + Self.gap * (layout.count - 1), +) <= style.width
    }
    return index ?? layouts.count
  }

  /// The table in its first layout that fits, or as records of the last one.
  func text(in style: TextStyle) -> String { text(in: style, layout: layout(in: style)) }

  /// The table in a layout that `layout(in:)` gave, of this table or of one that is to look alike.
  func text(in style: TextStyle, layout index: Int) -> String {
    guard index < layouts.count else { return asRecords(layouts.last ?? [], style) }
    return inColumns(layouts[index], layouts[index].map(width), style)
  }

  private func inColumns(_ layout: [Int], _ widths: [Int], _ style: TextStyle) -> String {
    var lines = [
      line(layout, widths) { column, width in
        DisplayText.padded(
          columns[column].title, to: width, right: columns[column].alignment != .left)
      }
    ]
    for row in rows {
      switch row {
      case .group(let title):
        lines += style.paragraph(title).split(separator: "\n").map(String.init)
      case .cells(let cells):
        lines.append(
          line(layout, widths) { column, width in
            let cell = cells[column]
            let text = aligned(cell.text, column)
            let padded = DisplayText.padded(
              text, to: width, right: columns[column].alignment != .left)
            guard cell.tone != .plain, let range = padded.firstRange(of: cell.text) else {
              return padded
            }
            return padded.replacingCharacters(range, with: style.paint(cell.text, cell.tone))
          })
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(
    _ layout: [Int], _ widths: [Int], _ cell: (_ column: Int, _ width: Int) -> String
  ) -> String {
    let gap = String(repeating: " ", count: Self.gap)
    var text = String(repeating: " ", count: Self.indent)
    text += zip(layout, widths).map { cell($0, $1) }.joined(separator: gap)
    while text.last == " " { text.removeLast() }
    return text
  }

  private func width(_ column: Int) -> Int {
    cells(of: column).map { DisplayText.width(aligned($0, column)) }
      .reduce(DisplayText.width(columns[column].title), max)
  }

  private func cells(of column: Int) -> [String] {
    rows.compactMap { row in
      guard case .cells(let cells) = row else { return nil }
      return cells[column].text
    }
  }

  /// A cell's text with its two halves as wide as the column's widest.
  private func aligned(_ text: String, _ column: Int) -> String {
    guard case .around(let separator) = columns[column].alignment else { return text }
    func halves(_ text: String) -> (String, String)? {
      text.firstRange(of: separator).map {
        (String(text[..<$0.lowerBound]), String(text[$0.upperBound...]))
      }
    }
    guard let (left, right) = halves(text) else { return text }
    let all = cells(of: column).compactMap(halves)
    let leftWidth = all.map { DisplayText.width($0.0) }.max() ?? 0
    let rightWidth = all.map { DisplayText.width($0.1) }.max() ?? 0
    return DisplayText.padded(left, to: leftWidth, right: true) + separator
      + DisplayText.padded(right, to: rightWidth)
  }

  private func asRecords(_ layout: [Int], _ style: TextStyle) -> String {
    let names = layout.dropFirst()
    let nameWidth = names.map { DisplayText.width(columns[$0].title) }.max() ?? 0
    let margin = String(repeating: " ", count: Self.indent)
    return rows.map { row in
      switch row {
      case .group(let title): return style.paragraph(title)
      case .cells(let cells):
        guard let first = layout.first else { return "" }
        let title = style.paragraph(cells[first].text, first: margin, rest: margin)
        return title
          + names.filter { !cells[$0].text.isEmpty }.map { column in
            let name = DisplayText.padded(columns[column].title, to: nameWidth)
            let head = "\(margin)\(margin)\(name)  "
            let rest = String(repeating: " ", count: DisplayText.width(head))
            let lines = style.paragraph(cells[column].text, first: head, rest: rest)
            guard let range = lines.lastRange(of: cells[column].text) else { return lines }
            return lines.replacingCharacters(
              range, with: style.paint(cells[column].text, cells[column].tone))
          }.joined()
      }
    }.joined()
  }
}

extension String {
  /// The string with the characters of `range` replaced.
  fileprivate func replacingCharacters(
    _ range: Range<String.Index>, with text: String
  ) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }

  /// Where `text` stands last; nil for nowhere.
  fileprivate func lastRange(of text: String) -> Range<String.Index>? { ranges(of: text).last }
}

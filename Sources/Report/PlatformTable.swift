public import Model

/// Platforms side by side: a row for each quantity, a column for each platform, and beside every
/// platform but the first how it compares with the first.
public struct PlatformTable: Sendable {
  /// How a platform is compared with the first.
  public enum Comparison: Sendable {
    /// By how many times as much it has.
    case ratio
    /// By how much more it has.
    case difference
  }

  /// How the platforms are compared.
  public var comparison = Comparison.ratio
  /// The platforms from left to right; the first is what the others are compared with.
  public var platforms: [RackFigures.Platform]

  /// What a platform has not.
  private static let none = "–"

  /// A table of those.
  public init(_ platforms: [RackFigures.Platform]) { self.platforms = platforms }

  /// The table under a heading and paragraphs, with notes below it. Where the terminal is too
  /// narrow for the comparisons, they are left out.
  public func text(
    heading: String, paragraphs: [String] = [], notes: [String] = [], width: Int, color: Bool
  ) -> String {
    var columns: [(title: String, alignment: PlainTable.Alignment)] = [
      ("", .left), ("unit", .left),
    ]
    var narrow = [0, 1]
    for (index, platform) in platforms.enumerated() {
      narrow.append(columns.count)
      columns.append((platform.name, .right))
      if index > 0 { columns.append((comparison == .ratio ? "ratio" : "more", .right)) }
    }
    var table = PlainTable(columns, layouts: [Array(columns.indices), narrow])
    for row in rows {
      let values = platforms.map { value(of: row, $0) }
      var cells = [row.name, row.unit == "1" ? "" : row.unit]
      for (index, value) in values.enumerated() {
        cells.append(value.map(PlainTable.number) ?? Self.none)
        if index > 0 { cells.append(compared(value, to: values[0])) }
      }
      table.addRow(cells)
    }
    return table.text(
      heading: heading, paragraphs: paragraphs, notes: notes, width: width, color: color)
  }

  /// Every quantity once: in the order of the platform that has it first, with what only later ones
  /// have after what they have before it.
  var rows: [(name: String, unit: String)] {
    var rows: [(name: String, unit: String)] = []
    for platform in platforms {
      var next = 0
      for figure in platform.figures {
        let found = rows.firstIndex { $0.name == figure.name && $0.unit == figure.unit }
        if let found {
          next = max(next, found + 1)
        } else {
          rows.insert((figure.name, figure.unit), at: next)
          next += 1
        }
      }
    }
    return rows
  }

  private func value(of row: (name: String, unit: String), _ platform: RackFigures.Platform)
    -> Double?
  {
    platform.figures.first { $0.name == row.name && $0.unit == row.unit }?.value
  }

  private func compared(_ value: Double?, to base: Double?) -> String {
    guard let value, let base else { return Self.none }
    switch comparison {
    case .ratio: return base == 0 ? Self.none : "×\(PlainTable.number(value / base))"
    case .difference:
      return (value >= base ? "+" : "") + PlainTable.number(value - base)
    }
  }
}

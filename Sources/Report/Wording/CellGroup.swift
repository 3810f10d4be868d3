/// Cells that share a table, a metric and a unit, and so can stand under one heading or in a chart.
struct CellGroup<Cell> {
  /// The table of the paper.
  let table: Int
  /// `pi`, `stream`, `tx` or `rx`.
  let metric: String
  /// The unit of all its cells.
  let unit: String
  /// Its cells in their order.
  let cells: [Cell]

  /// The metric and its unit.
  var title: String { "\(Names.metric(metric)) (\(Names.unit(unit)))" }

  /// The groups of `cells` in the order of their first members.
  static func groups(
    of cells: [Cell], by key: (Cell) -> (table: Int, metric: String, unit: String)
  ) -> [CellGroup] {
    cells.grouped { cell in
      let (table, metric, unit) = key(cell)
      return Key(table: table, metric: metric, unit: unit)
    }.map { group in
      CellGroup(
        table: group.key.table, metric: group.key.metric, unit: group.key.unit,
        cells: group.elements)
    }
  }

  /// What the cells of a group share.
  private struct Key: Equatable {
    var table: Int
    var metric: String
    var unit: String
  }
}

/// Cells that share a table, a metric and a unit, and so can stand under one heading or in a chart.
struct CellGroup<Cell> {
  /// The table of the paper.
  let table: Int
  /// `pi`, `stream`, `tx` or `rx`.
  let metric: String
  /// The unit of all its cells.
  let unit: String
  /// Its cells in their order.
  var cells: [Cell]

  /// The metric and its unit.
  var title: String { "\(Names.metric(metric)) (\(Names.unit(unit)))" }

  /// The groups of `cells` in the order of their first members.
  static func groups(
    of cells: [Cell], by key: (Cell) -> (table: Int, metric: String, unit: String)
  ) -> [CellGroup] {
    var groups: [CellGroup] = []
    for cell in cells {
      let (table, metric, unit) = key(cell)
      if let index = groups.firstIndex(where: {
        $0.table == table && $0.metric == metric && $0.unit == unit
      }) {
        groups[index].cells.append(cell)
      } else {
        groups.append(CellGroup(table: table, metric: metric, unit: unit, cells: [cell]))
      }
    }
    return groups
  }
}

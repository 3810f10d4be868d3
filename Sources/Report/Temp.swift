import Model
public enum HTMLReport {
  public static func reproduction(_ r: Reproduction, vega: String?) -> String { "" }
  public static func results(_ r: Results, vega: String?) -> String { "" }
}
public enum ReproductionTables {
  public static func text(_ r: Reproduction, width: Int, color: Bool) -> String {
    r.cells.map {
      "\($0.table) \($0.platform) \($0.metric) \($0.published.mean)±\($0.published.ci95) \($0.predicted.mean)±\($0.predicted.ci95) \($0.errorPercent) \($0.inside) \($0.basis) \($0.freeParameters)\n"
    }.joined()
      + r.priorCells.map {
        "\($0.table) \($0.platform) \($0.metric) \($0.published.mean) \($0.typical) [\($0.low) \($0.high)] \($0.inside) \($0.remark ?? "")\n"
      }.joined() + r.notes.joined(separator: "\n") + "\n"
  }
}
public enum ResultsTable {
  public static func text(_ r: Results, width: Int, color: Bool) -> String {
    r.metrics.map { "\($0.name) \($0.mean) ± \($0.ci95 ?? 0) \($0.unit)\n" }.joined()
      + r.breakdown.map { "  \($0)\n" }.joined()
  }
}

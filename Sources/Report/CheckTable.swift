import Model

/// Observations beside what a model gives for them, a row for each.
public struct CheckTable: Sendable {
  /// The rows.
  public var checks: [ObservationCheck]
  /// What the observations are of.
  public var title: String
  /// The costs, and what the observations are for.
  public var paragraphs: [String]
  /// What was assumed.
  public var assumptions: [String]

  /// All its properties.
  public init(
    _ checks: [ObservationCheck], title: String, paragraphs: [String], assumptions: [String]
  ) {
    self.checks = checks
    self.title = title
    self.paragraphs = paragraphs
    self.assumptions = assumptions
  }

  /// The table for a terminal of that width.
  public func text(width: Int, color: Bool) -> String {
    let columns = Array(0..<8)
    // Plain numbers need no unit beside them.
    let isPlain = checks.allSatisfy { $0.unit == "1" }
    var table = PlainTable(
      [
        ("observation", .left), ("unit", .left), ("observed", .right), ("±", .right),
        ("modelled", .right), ("off by %", .right), ("inside", .left), ("basis", .left),
      ], layouts: [isPlain ? columns.filter { $0 != 1 } : columns])
    for check in checks {
      table.addRow(
        [
          check.id, check.unit == "1" ? "" : check.unit,
          PlainTable.number(check.observed), PlainTable.number(check.halfWidth),
          PlainTable.number(check.modelled), PlainTable.percent(check.deviation * 100),
          check.isInside ? "yes" : "no", check.basis.rawValue,
        ], moods: [6: check.isInside ? .good : .fair])
    }
    return table.text(
      heading: title, paragraphs: paragraphs, notes: notes, width: width, color: color)
  }

  private var notes: [String] {
    let inside = checks.count { $0.isInside }
    var notes = [
      "The model is inside the 95 % interval (±) of \(inside) of \(checks.count) observations."
    ]
    let fitted = checks.count { $0.basis == .fitted }
    if fitted > 0 {
      notes.append(
        "\(fitted) of them were fitted: that the model meets them shows that it can, not that it "
          + "predicts.")
    }
    if checks.contains(where: { $0.basis == .fittedBefore }) {
      notes.append(
        "“old fit” was fitted to another value than the plan has now; calibrate again.")
    }
    return notes + assumptions
  }
}

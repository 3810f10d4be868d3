import Model

/// Reads priors of the cost model from tables.
public enum PriorsFile {
  /// The parameters of a table with the columns of `fixtures/priors/engineering.csv`:
  /// name, summary, unit, low, typical, high, source.
  public static func engineering(_ text: String, file: String) throws(InputError) -> [Parameter] {
    try read(text, file: file, columns: 7) { fields in
      (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6])
    }
  }

  /// The parameters of a table with the columns of `fixtures/priors/micro-costs.csv`:
  /// id, what, executes_on, low_cyc, typ_cyc, high_cyc, typ_ns, source.
  ///
  /// Rows without a typical value in cycles are left out. A name that ends in `_factor` is a plain
  /// ratio; everything else is cycles.
  public static func microCosts(_ text: String, file: String) throws(InputError) -> [Parameter] {
    try read(text, file: file, columns: 8) { fields in
      guard !fields[4].isEmpty else { return nil }
      let unit = fields[0].hasSuffix("_factor") ? "1" : "cycles"
      let low = fields[3].isEmpty ? fields[4] : fields[3]
      let high = fields[5].isEmpty ? fields[4] : fields[5]
      return (fields[0], fields[1], unit, low, fields[4], high, fields[7])
    }
  }

  private typealias Row = (
    name: String, summary: String, unit: String, low: String, typical: String, high: String,
    source: String
  )

  private static func read(
    _ text: String, file: String, columns: Int, _ row: ([String]) -> Row?
  ) throws(InputError) -> [Parameter] {
    var parameters: [Parameter] = []
    var problems: [InputError.Problem] = []
    for (line, fields) in CSV.records(text).dropFirst() {
      guard fields.count == columns else {
        problems.append(
          .init(
            file: file, line: line,
            message: "\(fields.count) fields instead of \(columns); quote fields with commas"))
        continue
      }
      guard let row = row(fields) else { continue }
      guard let low = Double(row.low), let typical = Double(row.typical),
        let high = Double(row.high), low > 0, low <= typical, typical <= high, high.isFinite
      else {
        problems.append(
          .init(
            file: file, line: line, path: row.name,
            message: "\(row.low), \(row.typical), \(row.high) must be positive numbers that rise"))
        continue
      }
      if parameters.contains(where: { $0.name == row.name }) {
        problems.append(
          .init(file: file, line: line, path: row.name, message: "given twice; keep one"))
        continue
      }
      parameters.append(
        Parameter(
          name: row.name, summary: row.summary, unit: row.unit, value: typical, low: low,
          high: high, source: row.source))
    }
    guard problems.isEmpty else { throw InputError(problems) }
    return parameters
  }
}

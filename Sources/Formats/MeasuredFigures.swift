/// A campaign's numbers, as `hypertwin results export --format csv` writes them.
public struct MeasuredFigures: Hashable, Sendable {
  /// One number of an attempt that counts.
  public struct Figure: Hashable, Sendable {
    /// The key of the cell, which is its scenario's name.
    public var cell: String
    /// What ran.
    public var workload: String
    /// What of it.
    public var quantity: String
    /// The unit of `value`; `1` for plain numbers.
    public var unit: String
    /// The number, which is finite.
    public var value: Double
  }

  /// An attempt that gave no number that counts.
  public struct Trouble: Hashable, Sendable {
    /// The key of the cell.
    public var cell: String
    /// How it ended: `failed`, `invalid` and so on.
    public var state: String
    /// Why, as the campaign has it; empty where it says nothing.
    public var reasons: String
  }

  /// The numbers, in the file's order.
  public var figures: [Figure]
  /// The attempts without any, each once, in the file's order.
  public var troubles: [Trouble]

  /// The columns that are read; others may be between them.
  private static let columns = [
    "cell", "state", "reasons", "workload", "quantity", "unit", "value",
  ]
  /// The state of attempts whose numbers count.
  private static let finished = "finished"

  /// Reads the file's text. O(n).
  ///
  /// - Throws: `InputError` with all that is wrong.
  public static func read(_ text: String, file: String) throws(InputError) -> MeasuredFigures {
    let records = CSV.records(text)
    let header = records.first?.fields ?? []
    let places = columns.map { header.firstIndex(of: $0) }
    let missing = zip(columns, places).filter { $0.1 == nil }.map(\.0)
    guard missing.isEmpty else {
      throw InputError(
        file: file, line: records.first?.line,
        message: "there is no column \(missing.joined(separator: ", ")); "
          + "make the file with hypertwin results export --format csv")
    }
    var read = MeasuredFigures(figures: [], troubles: [])
    var problems: [InputError.Problem] = []
    for (line, fields) in records.dropFirst() {
      guard fields.count == header.count else {
        problems.append(
          .init(
            file: file, line: line,
            message: "\(fields.count) fields instead of \(header.count); export the file again"))
        continue
      }
      let row = places.compactMap { $0.map { fields[$0] } }
      guard row[1] == finished else {
        let trouble = Trouble(cell: row[0], state: row[1], reasons: row[2])
        if !read.troubles.contains(trouble) { read.troubles.append(trouble) }
        continue
      }
      // A finished attempt that measured nothing has a record with empty fields.
      guard !row[6].isEmpty else { continue }
      guard let value = Double(row[6]), value.isFinite else {
        problems.append(
          .init(
            file: file, line: line, path: "value",
            message: "\"\(row[6])\" is no number; export the file again"))
        continue
      }
      read.figures.append(
        Figure(cell: row[0], workload: row[3], quantity: row[4], unit: row[5], value: value))
    }
    guard problems.isEmpty else { throw InputError(problems) }
    return read
  }
}

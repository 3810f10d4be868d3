import Console
import Foundation

/// How the kernels' results are written.
///
/// All kernels' commands end the same way: 0 when the work is done; 1 when it cannot be, or when
/// its result, which is written all the same, is void; 73 when the result cannot be written.
enum KernelText {
  /// JSON with sorted keys in snake_case, and a line's end.
  ///
  /// A number that is not finite becomes `null`, and a note on standard error says so.
  static func json(_ value: some Encodable) throws(Failure) -> String {
    do {
      let (text, places) = try JSONLine.indented(value)
      for place in places { Terminal.writeError("note: \(place) is no finite number: null\n") }
      return text + "\n"
    } catch {
      throw .work("the result cannot be written as JSON: \(error)")
    }
  }

  /// A line of a name and a value for each pair.
  static func lines(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + value + "\n"
    }.joined()
  }

  /// Rows with their columns aligned: the first to the left, the others to the right.
  static func aligned(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let line = row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + gap : gap + cell
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  /// A number with that many digits after the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}

/// Comma-separated values as of RFC 4180.
public enum CSV {
  /// The records of `text`, each with its line; lines that begin with # are comments.
  static func records(_ text: String) -> [(line: Int, fields: [String])] {
    var records: [(line: Int, fields: [String])] = []
    // CR LF is one Character, other than LF.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      if line.isEmpty || line.hasPrefix("#") { continue }
      records.append((index + 1, fields(of: line)))
    }
    return records
  }

  /// The fields of one line; quotes around a field protect commas, and two stand for one.
  private static func fields(of line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    var previous: Character?
    for character in line {
      switch character {
      case "\"":
        if !isQuoted && previous == "\"" { fields[fields.count - 1].append("\"") }
        isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
      previous = character == "\"" && previous == "\"" ? nil : character
    }
    return fields
  }

  /// One record, with quotes where a field needs them, and CR LF at the end.
  public static func line(_ fields: [String]) -> String {
    fields.map { field in
      guard field.contains(where: { ",\"\r\n".contains($0) }) else { return field }
      return "\""
        + field.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\""
    }.joined(separator: ",") + "\r\n"
  }
}

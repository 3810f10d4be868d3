/// Comma-separated values as of RFC 4180.
public enum CSV {
  /// The records of `text`, each with the line it begins on, from 1. O(n).
  ///
  /// Lines end in LF or CR LF. Quotes around a field protect commas, line ends and, doubled,
  /// quotes; a quote elsewhere in a field stands for itself. Empty lines are left out, and so are
  /// lines that begin with #, which are comments.
  static func records(_ text: String) -> [(line: Int, fields: [String])] {
    var reader = CSVReader(text)
    var records: [(line: Int, fields: [String])] = []
    while let record = reader.next() { records.append(record) }
    return records
  }

  /// One record, with quotes where a field needs them, and CR LF at the end.
  public static func line(_ fields: [String]) -> String {
    // A first field with # would be read as a comment.
    let special: Set<Unicode.Scalar> = [",", "\"", "\r", "\n", "#"]
    let record = fields.map { field in
      // A record of one empty field must not look like an empty line.
      let isPlain = !field.unicodeScalars.contains { special.contains($0) }
      if isPlain && !(field.isEmpty && fields.count == 1) { return field }
      var quoted = "\""
      for scalar in field.unicodeScalars {
        if scalar == "\"" { quoted += "\"" }
        quoted.unicodeScalars.append(scalar)
      }
      return quoted + "\""
    }
    return record.joined(separator: ",") + "\r\n"
  }
}

/// Takes the records of a text one by one.
private struct CSVReader {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The next record that is neither empty nor a comment; nil at the end.
  mutating func next() -> (line: Int, fields: [String])? {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#") {
        position = bytes[position...].firstIndex(of: Self.newline) ?? bytes.count
      }
      guard endsLine() else { break }
      skipLineEnd()
    }
    guard position < bytes.count else { return nil }
    let start = line
    var fields = [field()]
    while position < bytes.count && bytes[position] == UInt8(ascii: ",") {
      position += 1
      fields.append(field())
    }
    skipLineEnd()
    return (start, fields)
  }

  /// The field that begins here.
  private mutating func field() -> String {
    var result: [UInt8] = []
    if position < bytes.count && bytes[position] == Self.quote {
      position += 1
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if byte == Self.newline { line += 1 }
        if byte == Self.quote {
          guard position < bytes.count, bytes[position] == Self.quote else { break }
          position += 1
        }
        result.append(byte)
      }
    }
    while position < bytes.count && bytes[position] != UInt8(ascii: ",") && !endsLine() {
      result.append(bytes[position])
      position += 1
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a line ends here: LF, CR LF, or the end of the text.
  private func endsLine() -> Bool {
    guard position < bytes.count else { return true }
    if bytes[position] == Self.newline { return true }
    return bytes[position] == UInt8(ascii: "\r")
      && (position + 1 == bytes.count || bytes[position + 1] == Self.newline)
  }

  private mutating func skipLineEnd() {
    if position < bytes.count && bytes[position] == UInt8(ascii: "\r") { position += 1 }
    if position < bytes.count && bytes[position] == Self.newline {
      position += 1
      line += 1
    }
  }
}

/// Texts as scalars of YAML.
enum YAMLText {
  /// A YAML scalar in double quotes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 32 || (127...159).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
      // YAML 1.1 breaks lines at the first two, and skips the third.
      case "\u{2028}", "\u{2029}", "\u{FEFF}":
        result += "\\u" + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A YAML scalar: as it is where it consists of plain words, else in double quotes.
  static func plain(_ text: String) -> String {
    let isWord = text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: " ")
    }
    let isTrimmed = (text.first?.isLetter ?? false) && text.last != " "
    return isWord && isTrimmed && text.lowercased() != "null" ? text : quoted(text)
  }
}

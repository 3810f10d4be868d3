/// Writes values as one line of JSON, with sorted keys in snake_case, as the program `hypertwin`
/// does with Foundation's encoder, which a static executable had better not carry.
enum JSONLine {
  /// The text of a value, without a line's end. O(n log n) in its parts.
  ///
  /// Numbers that JSON does not know become the texts `inf`, `-inf` and `nan`.
  ///
  /// - Throws: what the value's own `encode` throws.
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONTree()
    try value.encode(to: encoder)
    return encoder.text
  }

  /// `rateMbS` as `rate_mb_s`.
  static func snakeCase(_ name: String) -> String {
    let letters = Array(name)
    var result = ""
    for (index, letter) in letters.enumerated() {
      let follows = index > 0 && !letters[index - 1].isUppercase && letters[index - 1] != "_"
      let ends =
        index > 0 && index + 1 < letters.count && letters[index - 1].isUppercase
        && letters[index + 1].isLowercase
      if letter.isUppercase && (follows || ends) { result += "_" }
      result += letter.lowercased()
    }
    return result
  }

  /// A text between quotation marks, as of RFC 8259, section 7.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A number, or a text for what is none.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "\"nan\"" }
    if value.isInfinite { return value < 0 ? "\"-inf\"" : "\"inf\"" }
    return "\(value)"
  }
}

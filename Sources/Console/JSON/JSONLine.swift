/// Writes values as one line of JSON, with sorted keys in snake_case, as the program `hypertwin`
/// does with Foundation's encoder, which a static executable had better not carry.
public enum JSONLine {
  /// The text of a value, without a line's end. O(n log n) in its parts.
  ///
  /// Numbers that JSON does not know become the texts `inf`, `-inf` and `nan`.
  ///
  /// - Throws: what the value's own `encode` throws.
  public static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONTree()
    try value.encode(to: encoder)
    return encoder.text
  }

  /// The value of a text that `text` may have written. O(n).
  ///
  /// - Throws: `JSONValue.Problem` if it is no JSON, or not that of a `Value`.
  public static func value<Value: Decodable>(
    _ type: Value.Type, from text: some Sequence<UInt8>
  ) throws(JSONValue.Problem) -> Value {
    let tree = try parse(text)
    do {
      return try JSONReader(value: tree).singleValueContainer().decode(type)
    } catch let problem as JSONValue.Problem {
      throw problem
    } catch let DecodingError.dataCorrupted(context) {
      throw JSONValue.Problem(description: context.debugDescription)
    } catch let DecodingError.typeMismatch(_, context) {
      throw JSONValue.Problem(description: context.debugDescription)
    } catch {
      throw JSONValue.Problem(description: "\(error)")
    }
  }

  /// What a text says, whatever its form. O(n).
  public static func parse(
    _ text: some Sequence<UInt8>
  ) throws(JSONValue.Problem) -> JSONValue {
    try JSONParser.value(of: Array(text))
  }

  /// `rate_mb_s` as `rateMbS`.
  static func camelCase(_ name: String) -> String {
    let words = name.split(separator: "_", omittingEmptySubsequences: false)
    return String(words[0])
      + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
      .joined()
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

/// Writes the kernels' results as JSON, with sorted keys in snake_case: on one line in the guest,
/// indented in the program `hypertwin`. Foundation's encoder is not used, because a static
/// executable had better not carry it.
///
/// JSON has no infinities and no NaN (RFC 8259, section 6). They become `null`, which every reader
/// knows for a missing number; whoever writes for people says where (`indented`).
public enum JSONLine {
  /// The text of a value, without a line's end. O(n log n) in its parts.
  ///
  /// - Throws: what the value's own `encode` throws.
  public static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONTree()
    try value.encode(to: encoder)
    return encoder.text
  }

  /// The text of a value with indented lines, without the last line's end, and the places of
  /// numbers that are not finite, as `figures[2].rate_mb_s`, where it says `null`. O(n log n).
  ///
  /// - Throws: what the value's own `encode` throws.
  public static func indented(
    _ value: some Encodable
  ) throws -> (text: String, notFinite: [String]) {
    let encoder = JSONTree()
    try value.encode(to: encoder)
    return (encoder.indented, encoder.placesNotFinite())
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
}

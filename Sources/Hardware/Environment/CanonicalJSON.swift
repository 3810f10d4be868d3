/// A JSON value with one way to write it: RFC 8785, so that equal values have equal hashes.
public enum CanonicalJSON: Hashable, Sendable, Codable {
  case null
  case bool(Bool)
  /// A whole number; beyond ±2^53, where readers round, it is written as a string.
  case integer(Int64)
  /// A finite number; any other is written as the string of its description.
  case number(Double)
  case string(String)
  case array([CanonicalJSON])
  case object([String: CanonicalJSON])

  /// The text: keys by their UTF-16 code units, no white space, numbers as ECMAScript writes them.
  public var text: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// The member of that name; nil for none, and where this is no object.
  public subscript(name: String) -> CanonicalJSON? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value):
      text += value.magnitude <= 1 << 53 ? "\(value)" : "\"\(value)\""
    case .number(let value):
      text += value.isFinite ? Self.ecmaScript(value) : "\"\(value)\""
    case .string(let value): Self.write(value, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { text += "," }
        Self.write(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{8}": text += "\\b"
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\u{C}": text += "\\f"
      case "\r": text += "\\r"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  /// A finite number as `Number.prototype.toString` of ECMA-262 writes it: the shortest digits that
  /// give the number back, which Swift finds too, in ECMAScript's notation.
  static func ecmaScript(_ value: Double) -> String {
    if value == 0 { return "0" }
    let (digits, exponent) = shortest(value.magnitude)
    let count = digits.utf8.count
    let sign = value < 0 ? "-" : ""
    // The point stands behind this many of the digits.
    let point = exponent + count
    switch point {
    case count...21 where point >= count:
      return sign + digits + String(repeating: "0", count: point - count)
    case 1...21: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0: return sign + "0." + String(repeating: "0", count: -point) + digits
    default:
      let power = point - 1
      let fraction = count > 1 ? "." + digits.dropFirst() : ""
      return sign + digits.prefix(1) + fraction + "e" + (power < 0 ? "-" : "+")
        + "\(power.magnitude)"
    }
  }

  /// The shortest digits, without zeros at either end, and the power of ten of the last one.
  private static func shortest(_ value: Double) -> (digits: String, exponent: Int) {
    let halves = value.description.split(separator: "e")
    var exponent = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
    let parts = halves[0].split(separator: ".")
    if parts.count > 1 { exponent -= parts[1].utf8.count }
    var digits = parts.joined().drop { $0 == "0" }
    while digits.last == "0" {
      digits.removeLast()
      exponent += 1
    }
    return (String(digits), exponent)
  }
}

extension CanonicalJSON: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByArrayLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }

  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }

  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// An array.
  public init(arrayLiteral elements: CanonicalJSON...) { self = .array(elements) }

  /// An object.
  public init(dictionaryLiteral elements: (String, CanonicalJSON)...) {
    self = .object(Dictionary(elements) { $1 })
  }
}

/// Reads JSON from whom it does not trust: never traps, and goes no deeper than `deepest`.
struct JSONParser {
  /// How deep values may lie in each other.
  static let deepest = 64

  private let bytes: [UInt8]
  private var position = 0

  /// A parser at the beginning of a text.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The value that is the whole text. O(n).
  static func value(of bytes: [UInt8]) throws(JSONValue.Problem) -> JSONValue {
    var parser = JSONParser(bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == bytes.count else {
      throw parser.problem("there is more after the value")
    }
    return value
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func problem(_ what: String) -> JSONValue.Problem {
    JSONValue.Problem(description: "byte \(position) of the JSON text: \(what)")
  }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  /// Takes a byte if it is the next after the space; whether it was.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONValue.Problem) -> JSONValue {
    guard depth < Self.deepest else { throw problem("more than \(Self.deepest) values deep") }
    if take("{") { return try object(depth: depth) }
    if take("[") { return try array(depth: depth) }
    if next == UInt8(ascii: "\"") { return .text(try text()) }
    for (word, value): (String, JSONValue) in [
      ("null", .null), ("true", .bool(true)), ("false", .bool(false)),
    ] where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    return .number(try number())
  }

  private mutating func object(depth: Int) throws(JSONValue.Problem) -> JSONValue {
    var members: [String: JSONValue] = [:]
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      let name = try text()
      guard take(":") else { throw problem("there is no : after the name \"\(name)\"") }
      guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else {
        throw problem("the name \"\(name)\" occurs twice")
      }
    } while take(",")
    guard take("}") else { throw problem("there is neither , nor } after a member") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONValue.Problem) -> JSONValue {
    var values: [JSONValue] = []
    if take("]") { return .array(values) }
    repeat { values.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw problem("there is neither , nor ] after an element") }
    return .array(values)
  }

  /// RFC 8259, section 6.
  private mutating func number() throws(JSONValue.Problem) -> String {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let first = position
    guard digits() > 0 else { throw problem("there is no value") }
    guard bytes[first] != UInt8(ascii: "0") || position == first + 1 else {
      throw problem("a number begins with 0")
    }
    if next == UInt8(ascii: ".") {
      position += 1
      guard digits() > 0 else { throw problem("a number has no digit after its point") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") { position += 1 }
      guard digits() > 0 else { throw problem("a number has no digit in its exponent") }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    return position - start
  }

  /// RFC 8259, section 7.
  private mutating func text() throws(JSONValue.Problem) -> String {
    guard next == UInt8(ascii: "\"") else { throw problem("there is no \" where a text begins") }
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let valid = String(validating: text, as: UTF8.self) else {
          throw problem("the text is not UTF-8")
        }
        return valid
      case UInt8(ascii: "\\"): text += String(try escaped()).utf8
      case 0..<0x20: throw problem("a control character in a text")
      default: text.append(byte)
      }
    }
    throw problem("the text has no end")
  }

  private mutating func escaped() throws(JSONValue.Problem) -> Unicode.Scalar {
    guard let byte = next else { throw problem("the text has no end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try codeUnit()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      guard UTF16.isLeadSurrogate(UInt16(unit)), bytes[position...].starts(with: #"\u"#.utf8) else {
        throw problem("half of a surrogate pair")
      }
      position += 2
      let low = try codeUnit()
      guard UTF16.isTrailSurrogate(UInt16(low)),
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
      else { throw problem("half of a surrogate pair") }
      return scalar
    default: throw problem("an unknown escape")
    }
  }

  /// The number of four hexadecimal digits.
  private mutating func codeUnit() throws(JSONValue.Problem) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw problem("there are no four hexadecimal digits after \\u")
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }
}

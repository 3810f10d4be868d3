/// Tells code from comments and string literals, byte by byte.
///
/// It knows line comments, nested block comments, plain, raw and multi-line strings, and code
/// inside interpolations. Bare-slash regular expressions are taken for code.
struct CodeMask {
  private let bytes: [UInt8]
  private var output: [UInt8]
  private var position = 0

  /// A mask over that source text.
  init(_ source: some Sequence<UInt8>) {
    bytes = Array(source)
    output = bytes
  }

  /// The source with every byte of a comment or a string replaced by a space; lines stay lines.
  mutating func blanked() -> String {
    position = 0
    skipCode(untilParenthesis: false)
    return String(decoding: output, as: UTF8.self)
  }

  private func starts(with text: StaticString, at index: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard index + length <= bytes.count else { return false }
    return (0..<length).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
  }

  /// Blanks `count` bytes and steps over them.
  private mutating func blank(_ count: Int) {
    for index in position..<min(position + count, bytes.count)
    where bytes[index] != UInt8(ascii: "\n") {
      output[index] = UInt8(ascii: " ")
    }
    position = min(position + count, bytes.count)
  }

  /// Steps over code; inside an interpolation, up to the parenthesis that closes it.
  private mutating func skipCode(untilParenthesis: Bool) {
    var depth = 0
    while position < bytes.count {
      let byte = bytes[position]
      if starts(with: "//", at: position) {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blank(1) }
      } else if starts(with: "/*", at: position) {
        skipBlockComment()
      } else if byte == UInt8(ascii: "\"") || (byte == UInt8(ascii: "#") && rawQuotes() != nil) {
        skipString(hashes: rawQuotes() ?? 0)
      } else {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        if untilParenthesis, depth < 0 { return }
        position += 1
      }
    }
  }

  /// The number of `#` before a quotation mark here; nil where there is no such literal.
  private func rawQuotes() -> Int? {
    var index = position
    while index < bytes.count, bytes[index] == UInt8(ascii: "#") { index += 1 }
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
    return index - position
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if starts(with: "/*", at: position) {
        depth += 1
        blank(2)
      } else if starts(with: "*/", at: position) {
        depth -= 1
        blank(2)
      } else {
        blank(1)
      }
    } while depth > 0 && position < bytes.count
  }

  private mutating func skipString(hashes: Int) {
    blank(hashes)
    let quotes = starts(with: "\"\"\"", at: position) ? 3 : 1
    blank(quotes)
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\\"), hasHashes(hashes, at: position + 1) {
        blank(1 + hashes)
        if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
          blank(1)
          skipCode(untilParenthesis: true)
        }
        blank(1)
      } else if closes(quotes: quotes, hashes: hashes) {
        blank(quotes + hashes)
        return
      } else {
        blank(1)
      }
    }
  }

  private func hasHashes(_ count: Int, at index: Int) -> Bool {
    index + count <= bytes.count
      && (0..<count).allSatisfy { bytes[index + $0] == UInt8(ascii: "#") }
  }

  private func closes(quotes: Int, hashes: Int) -> Bool {
    let mark = quotes == 3 ? starts(with: "\"\"\"", at: position) : bytes[position] == 0x22
    return mark && hasHashes(hashes, at: position + quotes)
  }
}

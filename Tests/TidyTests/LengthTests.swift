import Testing

/// Files, functions and lines stay small enough to be read at one sitting.
@Suite
struct LengthTests {
  static let longestFile = 400
  static let longestFunction = 70
  static let longestLine = 100

  @Test
  func filesAreShort() throws {
    expectNone(
      try SourceTree.current.swiftFiles().filter { $0.lines.count > Self.longestFile }.map {
        $0.violation(
          at: Self.longestFile,
          "\($0.lines.count) lines; the limit is \(Self.longestFile): move one topic to a file "
            + "Type+Topic.swift")
      })
  }

  @Test
  func functionsAreShort() throws {
    expectNone(try SourceTree.current.swiftFiles().flatMap(Self.longFunctions))
  }

  @Test
  func linesAreNarrow() throws {
    expectNone(
      try SourceTree.current.swiftFiles().flatMap { file in
        file.lines.enumerated().filter { $0.element.count > Self.longestLine }.map {
          file.violation(
            at: $0.offset,
            "\($0.element.count) columns; the limit is \(Self.longestLine): break the line")
        }
      })
  }

  @Test
  func aLongFunctionIsFoundAndAShortOneIsNot() {
    let body = String(repeating: "    work()\n", count: Self.longestFunction)
    let long = "struct S {\n  func long(\n    a: Int\n  ) {\n\(body)  }\n}\n"
    let short = "protocol P {\n  func requirement()\n  var a: Int { get }\n}\nfunc f() { g() }\n"
    let file = SwiftFile(path: "Sources/M/F.swift", text: short + long)
    #expect(Self.longFunctions(in: file).map(\.line) == [7])
  }

  /// The functions, initialisers, subscripts and computed properties beyond the limit.
  static func longFunctions(in file: SwiftFile) -> [Violation] {
    file.code.indices.compactMap { index in
      guard let last = lastLine(ofFunctionAt: index, in: file.code) else { return nil }
      let length = last - index + 1
      guard length > longestFunction else { return nil }
      return file.violation(
        at: index,
        "a function of \(length) lines; the limit is \(longestFunction): give its parts names")
    }
  }

  /// The index of the line that closes the body of the function declared at `first`; nil where the
  /// line declares none, or one without a body.
  private static func lastLine(ofFunctionAt first: Int, in code: [Substring]) -> Int? {
    guard declaresFunction(code[first]) else { return nil }
    var parentheses = 0
    var braces = 0
    for index in first..<code.count {
      // A declaration that ends before its first brace is a requirement of a protocol.
      if index > first, braces == 0, parentheses == 0, beginsDeclaration(code[index]) { return nil }
      for character in code[index].utf8 {
        switch character {
        case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
        case UInt8(ascii: "{"): braces += 1
        case UInt8(ascii: "}"):
          braces -= 1
          if braces < 0 { return nil }
          if braces == 0, parentheses == 0 { return index }
        default: break
        }
      }
    }
    return nil
  }

  private static let keywords: Set<Substring> = ["func", "init", "deinit", "subscript"]
  private static let starters: Set<Substring> = [
    "func", "init", "deinit", "subscript", "var", "let", "case", "public", "private", "static",
    "mutating", "associatedtype", "typealias", "struct", "enum", "extension", "protocol",
  ]

  private static func declaresFunction(_ line: Substring) -> Bool {
    let head = line.prefix { $0 != "(" && $0 != "{" && $0 != "=" && $0 != "." }
    if line.trimmed.last == "{", line.words.contains("var"), !line.contains("=") { return true }
    return head.words.contains(where: keywords.contains)
  }

  private static func beginsDeclaration(_ line: Substring) -> Bool {
    let text = line.trimmed
    return text.first == "@" || text.first == "}"
      || text.words.first.map(starters.contains) ?? false
  }
}

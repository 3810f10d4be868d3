import Testing

/// Whoever may call a declaration can read what it is.
@Suite
struct DocumentationTests {
  /// What a protocol documents already; its implementations need not repeat it.
  private static let documentedByProtocols = [
    "var base", "var noun", "var units", "var description", "init(from ", "func encode(to ",
    "func <", "func ==", "func hash(into ", "let base", "let noun", "let units",
    "init?(base: ",
  ]
  private static let kinds: Set<Substring> = [
    "func", "var", "let", "struct", "enum", "class", "actor", "protocol", "init", "subscript",
    "typealias", "macro", "associatedtype", "case",
  ]

  @Test
  func everyPublicDeclarationHasADocComment() throws {
    expectNone(
      try SourceTree.current.swiftFiles().filter { $0.module != nil }.flatMap(Self.undocumented))
  }

  @Test
  func anUndocumentedDeclarationIsFound() {
    let text = """
      public import Model
      /// Documented.
      @frozen
      public struct A: Sendable {
        public var x: Int
        public static func < (a: A, b: A) -> Bool { a.x < b.x }
        // Not a doc comment.
        @inlinable
        public init?(x: Int) {}
        var hidden = "public var"
      }
      """
    let file = SwiftFile(path: "Sources/M/F.swift", text: text)
    #expect(Self.undocumented(in: file).map(\.line) == [5, 9])
  }

  private static func undocumented(in file: SwiftFile) -> [Violation] {
    file.code.indices.filter { declaresPublicly(file.code[$0]) && !isDocumented($0, in: file) }
      .map {
        file.violation(
          at: $0, "public without a doc comment: say what it is, its unit, range and errors")
      }
  }

  private static func declaresPublicly(_ line: Substring) -> Bool {
    let head = line.prefix { $0 != "=" && $0 != "{" }
    guard head.words.contains("public") || head.words.contains("open"),
      !head.words.contains("import"), !head.words.contains("extension"),
      head.words.contains(where: kinds.contains)
    else { return false }
    return !documentedByProtocols.contains { line.contains($0) }
  }

  /// Whether the line above, attributes apart, belongs to a doc comment.
  private static func isDocumented(_ index: Int, in file: SwiftFile) -> Bool {
    var above = index - 1
    while above >= 0, file.code[above].trimmed.hasPrefix("@") { above -= 1 }
    guard above >= 0 else { return false }
    let text = file.lines[above].trimmed
    return text.hasPrefix("///") || text.hasSuffix("*/")
  }
}

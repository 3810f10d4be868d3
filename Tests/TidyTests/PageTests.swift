import Testing

/// What readers and newcomers rely on: pages whose links lead somewhere, scripts that run.
@Suite
struct PageTests {
  private let tree = SourceTree.current

  @Test
  func relativeLinksResolve() throws {
    expectNone(
      try tree.pages().flatMap { page in
        let folder = page.split(separator: "/").dropLast().joined(separator: "/")
        return Self.links(in: try tree.text(of: page)).compactMap { link -> Violation? in
          let target = link.target.prefix { $0 != "#" }
          guard !target.isEmpty, !link.target.contains(":") else { return nil }
          let path = folder.isEmpty ? String(target) : "\(folder)/\(target)"
          guard !tree.exists(path) else { return nil }
          return Violation(
            path: page, line: link.line,
            message: "the link to \(link.target) leads nowhere: correct the path")
        }
      })
  }

  @Test
  func linksAreReadOutsideCodeOnly() {
    let text = "a [b](c.md#d) and [e](f.md)\n```\n[g](h.md)\n```\n`[i](j.md)` [k](l.md)\n"
    #expect(Self.links(in: text).map(\.target) == ["c.md#d", "f.md", "l.md"])
    #expect(Self.links(in: text).map(\.line) == [1, 1, 5])
  }

  @Test
  func decisionsAreNumberedOnce() throws {
    var taken: [Substring: String] = [:]
    for path in try tree.files(under: "docs/decisions") {
      let name = path.split(separator: "/").last ?? ""
      let number = name.prefix { $0 != "-" }
      #expect(
        number.count == 4 && number.allSatisfy(\.isNumber) && name.hasSuffix(".md"),
        "\(path): name it NNNN-title.md")
      if let other = taken.updateValue(path, forKey: number) {
        Issue.record("\(path): \(other) has the number \(number) already: take the next one")
      }
    }
    #expect(!taken.isEmpty, "docs/decisions is empty")
  }

  @Test
  func theChangelogHasAPlaceForTheNextChange() throws {
    let lines = try tree.text(of: "CHANGELOG.md").split(separator: "\n")
    #expect(
      lines.filter { $0 == "## [Unreleased]" }.count == 1,
      "CHANGELOG.md: keep one section \"## [Unreleased]\"")
  }

  @Test
  func theReadmeOpensWithTheTwoCommands() throws {
    let opening = try tree.text(of: "README.md").split(separator: "\n").prefix(20)
    for command in ["script/demo", "script/test"] {
      #expect(
        opening.contains { $0.contains(command) },
        "README.md: \(command) belongs in its first 20 lines")
    }
  }

  @Test
  func theGlossaryListsEachTermOnceInOrder() throws {
    let terms = try tree.text(of: "docs/glossary.md").split(separator: "\n")
      .filter { $0.hasPrefix("**") }
      .map { $0.dropFirst(2).prefix { $0 != "*" }.lowercased() }
    #expect(!terms.isEmpty, "docs/glossary.md: begin each entry with **term**")
    for (term, next) in zip(terms, terms.dropFirst()) {
      #expect(term < next, "docs/glossary.md: \"\(next)\" after \"\(term)\": sort, one entry each")
    }
  }

  @Test
  func scriptsRunAndStopAtTheFirstFailure() throws {
    // What has an extension is part of a program or of its input.
    let programs = try (tree.files(under: "script") + tree.files(under: ".ci"))
      .filter { !$0.drop { $0 == "." }.contains(".") }
    #expect(programs.count > 10)
    for path in programs {
      let lines = try tree.text(of: path).split(separator: "\n")
      #expect(tree.isExecutable(path), "\(path): make it executable with chmod +x")
      #expect(
        lines.first == "#!/usr/bin/env bash", "\(path):1: begin with #!/usr/bin/env bash")
      #expect(lines.contains("set -euo pipefail"), "\(path): add the line set -euo pipefail")
    }
  }

  /// The targets of the links of a Markdown page, and on which lines, code excepted.
  private static func links(in text: String) -> [(line: Int, target: String)] {
    var fenced = false
    var found: [(line: Int, target: String)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.trimmed.hasPrefix("```") {
        fenced.toggle()
        continue
      }
      guard !fenced else { continue }
      // Between backticks, the odd pieces are code.
      let prose = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .map { $0.offset.isMultiple(of: 2) ? String($0.element) : "" }.joined()
      for piece in prose.split(separator: "](", omittingEmptySubsequences: false).dropFirst() {
        found.append((index + 1, String(piece.prefix { $0 != ")" && $0 != " " })))
      }
    }
    return found
  }
}

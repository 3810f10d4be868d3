import Testing

/// The other tests stand on the mask, so it has tests of its own.
@Suite
struct CodeMaskTests {
  @Test(arguments: [
    (#"let a = "print(x)" // try!"#, "let a ="),
    (#"f("a\(g("b") + h)c", 1)"#, "f(    g(   ) + h   , 1)"),
    ("a /* b /* c */ d */ e", "a                   e"),
    (##"x(#"raw "quoted" \(no)"#)"##, "x(                      )"),
    ("s = \"\"\"\n  in \"quotes\"\n  \"\"\"; t()", "s =\n\n     ; t()"),
    (#"u("\\", v("\""))"#, "u(    , v(    ))"),
  ])
  func blanksWhatIsNotCode(source: String, expected: String) {
    let file = SwiftFile(path: "Sources/M/F.swift", text: source)
    let code = file.code.map { line -> Substring in
      var line = line
      while line.last == " " { line = line.dropLast() }
      return line
    }
    #expect(code.joined(separator: "\n") == expected)
  }

  @Test
  func linesKeepTheirNumbers() {
    let file = SwiftFile(path: "Sources/M/F.swift", text: "a\n/*\n*/\nb\n")
    #expect(file.lines.count == 4)
    #expect(file.code.count == 4)
    #expect(file.code[3] == "b")
    #expect(file.module == "M")
  }
}

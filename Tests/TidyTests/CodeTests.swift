import Testing

/// Rules about single lines of code and text.
@Suite
struct CodeTests {
  /// The modules whose results must be the same bytes on every run.
  private static let pureModules: Set<String> = ["Model", "Statistics", "Simulator", "Calibration"]

  /// The programs, which own the terminal.
  private static let programs: Set<String> = ["CLI", "Guest"]

  @Test
  func nothingIsLeftForLater() throws {
    // In two halves, so that this file does not break its own rule.
    let marks: Set<Substring> = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    expectNone(
      try Self.eachLine { file, index, line, _ in
        line.words.first(where: marks.contains).map {
          file.violation(at: index, "\"\($0)\" in the source: do it now, or open an issue")
        }
      })
  }

  @Test
  func noTabsAndNoTrailingSpaces() throws {
    expectNone(
      try Self.eachLine { file, index, line, _ in
        if line.contains("\t") {
          return file.violation(at: index, "a tab: indent with two spaces")
        }
        return line.last == " " ? file.violation(at: index, "spaces at the end: delete them") : nil
      })
  }

  @Test
  func onlyProgramsPrint() throws {
    expectNone(
      try Self.eachLine { file, index, _, code in
        guard let module = file.module, !Self.programs.contains(module),
          code.contains("print("), code.words.contains("print"), !code.contains(".print("),
          !code.contains("func print(")
        else { return nil }
        return file.violation(
          at: index, "print in \(module): return a value, and let CLI or Guest print it")
      })
  }

  @Test
  func noErrorIsForcedAway() throws {
    expectNone(
      try Self.eachLine { file, index, _, code in
        guard code.contains("try!") else { return nil }
        return file.violation(
          at: index, "a forced try: pass the error on, or say with precondition what must hold")
      })
  }

  /// A limit counts the time that other tests keep a test waiting, and ends no test that blocks.
  @Test
  func timesAreBoundedWithinTests() throws {
    expectNone(
      try Self.eachLine { file, index, _, code in
        guard code.words.contains("timeLimit") else { return nil }
        return file.violation(
          at: index,
          "a time limit for a whole test, which counts its waiting behind long tests: give what it "
            + "waits for a time")
      })
  }

  /// `Hasher` is seeded anew by every process, so a hash value differs from run to run.
  @Test(arguments: [
    ("ContinuousClock", "the time of day"), ("SuspendingClock", "the time of day"),
    ("SystemRandomNumberGenerator", "an unseeded generator"),
    ("randomElement", "an unseeded generator"), ("shuffled", "an unseeded generator"),
    ("hashValue", "a hash that differs in every process"),
    ("Hasher", "a hash that differs in every process"),
  ])
  func pureModulesDependOnTheirInputAlone(word: String, meaning: String) throws {
    expectNone(
      try Self.eachLine { file, index, _, code in
        guard let module = file.module, Self.pureModules.contains(module),
          code.words.contains(Substring(word)), !code.contains("hash(into"),
          !code.contains("(using:")
        else { return nil }
        return file.violation(
          at: index,
          "\(word) is \(meaning), and \(module) must give the same results on every run: use a "
            + "named random stream, or take the value as an argument")
      })
  }

  /// What `check` finds on each line of each Swift file; it gets the line and its code.
  private static func eachLine(
    _ check: (SwiftFile, Int, Substring, Substring) -> Violation?
  ) throws -> [Violation] {
    try SourceTree.current.swiftFiles().flatMap { file in
      file.lines.indices.compactMap { check(file, $0, file.lines[$0], file.code[$0]) }
    }
  }
}

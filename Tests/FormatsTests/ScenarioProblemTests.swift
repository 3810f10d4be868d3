import Testing

@testable import Formats

/// Everything that is wrong with a scenario is told at once, with file, line and path.
@Suite struct ScenarioProblemTests {
  @Test func theSampleIsValid() { #expect(Fixture.problems(in: Fixture.scenario) == nil) }

  /// Another way of pacing the sample's flow, and the problem that must be told.
  @Test(arguments: [
    ["constant", "26: workloads[0].load: \"constant\" is none of elastic, constant_rate, poisson"],
    ["on_off\n    burst: 1 ms", "22: workloads[0].pause: missing; write a time"],
    [
      "constant_rate\n    burst: 1 ms",
      "27: workloads[0].burst: a constant-rate flow has no burst; leave it out",
    ],
    [
      "poisson\n    clients: 3",
      "27: workloads[0].clients: a Poisson flow has no clients; leave it out",
    ],
    [
      "elastic\n    response: 1 kB",
      "27: workloads[0].response: an elastic flow has no response; leave it out",
    ],
  ])
  func aKeyThatIsMissingOrOfAnotherLoadIsTold(row: [String]) {
    let text = Fixture.scenario("    load: constant_rate", becomes: "    load: \(row[0])")
    let problems = Fixture.problems(in: text)?.description.split(separator: "\n") ?? []
    #expect(problems.contains { $0.hasPrefix("s.yaml:\(row[1])") }, "\(problems)")
  }

  /// What fails, and the problem that must be told.
  @Test(arguments: [
    ["{at: 1 ms}", "32: failures[0].link: missing; write an end of the link that fails, or host"],
    [
      "{link: a.eth0, host: a, at: 1 ms}",
      "32: failures[0].host: a failure is of a link or of a host; leave one out, or write two",
    ],
    ["{host: a}", "32: failures[0].at: missing; write a time, such as 1 ps"],
    [
      "{link: a, at: 1 ms}",
      "32: failures[0].link: \"a\" cannot be read; write it like router.eth0",
    ],
    [
      "{link: b.eth0, at: 1 ms, repair: 0 ms}",
      "32: failures[0].repair: 0 ps is not after 1 ms and within 48 h; write a later time, or "
        + "leave it out if nothing is repaired",
    ],
  ])
  func aFailureThatCannotBeIsTold(row: [String]) {
    let problems =
      Fixture.problems(in: Fixture.scenario + "failures:\n  - \(row[0])\n")?.description
    #expect(problems == "s.yaml:\(row[1])")
  }

  @Test func whatASwitchHasNotIsTold() {
    let text = Fixture.scenario(
      "  - name: b", becomes: "  - name: b\n    forwarding: hardware")
    let problems = Fixture.problems(in: text)?.description ?? ""
    #expect(problems.contains("hosts[1].processor: what forwards by hardware has no processor"))
    #expect(problems.contains("workloads[0].to: b forwards by hardware and runs nothing"))
  }

  /// A line of the sample, what becomes of it, and the one problem that must be told.
  @Test(arguments: [
    (
      "    rate: 1 Gbit/s", "    rate: 1 gb",
      "s.yaml:20: links[0].rate: unknown unit \"gb\"; use bit/s, kbit/s, Mbit/s, Gbit/s or Tbit/s"
    ),
    (
      "    rate: 1 Gbit/s", "    rate: 1000",
      "s.yaml:20: links[0].rate: \"1000\" has no unit; a bit rate is written with bit/s, kbit/s, "
        + "Mbit/s, Gbit/s or Tbit/s"
    ),
    (
      "    frame: 512 B", "    frme: 512 B",
      "s.yaml:28: workloads[0].frme: unknown key \"frme\"; did you mean \"frame\"?"
    ),
    (
      "clock: 2 GHz", "clock: .nan",
      "s.yaml:5: hosts[0].processor.clock: \".nan\" is not a clock frequency; write a number and "
        + "one of Hz, kHz, MHz or GHz"
    ),
    (
      "cores_per_socket: 2", "cores_per_socket: two",
      "s.yaml:5: hosts[0].processor.cores_per_socket: \"two\" is not a whole number"
    ),
    (
      "cores_per_socket: 2", "cores_per_socket: 2.5",
      "s.yaml:5: hosts[0].processor.cores_per_socket: \"2.5\" is not a whole number"
    ),
    (
      "cores_per_socket: 2", "cores_per_socket: [2]",
      "s.yaml:5: hosts[0].processor.cores_per_socket: this must be a single value"
    ),
    (
      "            address: 198.18.0.1/24".dropFirst(4).description, "        address: 198.18.0.1",
      "s.yaml:10: hosts[0].nics[0].address: \"198.18.0.1\" cannot be read; write it like "
        + "198.18.0.1/24"
    ),
    (
      "  - ends: [a.eth0, b.eth0]", "  - ends: [a.eth0, b]",
      "s.yaml:19: links[0].ends[1]: \"b\" is no end of a link; write HOST.NIC"
    ),
    (
      "hypertwin: 1", "hypertwin: 2",
      "s.yaml:1: hypertwin: schema 2 is unknown; this version reads 1"
    ),
    (
      "    rate: 10 Mbit/s", "    rate: -10 Mbit/s",
      "s.yaml:27: workloads[0].rate: \"-10 Mbit/s\" is out of range for a bit rate; write one that "
        + "is neither negative nor as large"
    ),
    (
      "    to: b", "    to: c",
      "s.yaml:25: workloads[0].to: there is no \"c\"; name a host or host/vm"
    ),
    (
      "    to: b", "    on: b",
      "s.yaml:25: workloads[0].on: a workload of kind flow has no on; leave it out"
    ),
    (
      "  duration: 10 ms", "  duration: 10 ms\n  duration: 10 ms",
      "s.yaml:30: the key \"duration\" is given twice; keep one"
    ),
  ])
  func aMistakeIsToldWithItsLineAndPath(line: String, other: String, problem: String) {
    let text = Fixture.scenario(line, becomes: other)
    #expect(text != Fixture.scenario)
    let problems = Fixture.problems(in: text)?.description.split(separator: "\n") ?? []
    #expect(problems.contains { $0 == problem }, "\(problems)")
  }

  @Test func mistakesOfAllKindsAreToldTogetherInTheOrderOfLines() throws {
    var text = Fixture.scenario.replacing("clock: 2 GHz", with: "clock: 2")
    text = text.replacing("    rate: 1 Gbit/s", with: "    rat: 1 Gbit/s")
    text = text.replacing("    frame: 512 B", with: "    frame: 5 B")
    text = text.replacing("  duration: 10 ms", with: "  duration: 0 s")
    let error = try #require(Fixture.problems(in: text))
    #expect(
      error.problems.map(\.path) == [
        "hosts[0].processor.clock", "hosts[1].processor.clock", "links[0].rate", "links[0].rat",
        "workloads[0].frame", "run.duration",
      ], "\(error)")
    #expect(error.problems.map(\.file).allSatisfy { $0 == "s.yaml" })
    #expect(error.problems.compactMap(\.line) == error.problems.compactMap(\.line).sorted())
  }

  @Test(arguments: ["", "\n", "# nothing\n", "---\n", "\u{FEFF}"])
  func emptyFilesAreTold(text: String) {
    #expect(Fixture.problems(in: text) != nil)
  }

  @Test(arguments: ["text", "[1, 2]", "42", "null", "~"])
  func aDocumentThatIsNoMappingIsTold(text: String) {
    #expect(Fixture.problems(in: text)?.description.contains("mapping") ?? false)
  }

  @Test(arguments: ["a: [", "a: {b", "a: \"b", "a: b: c", "\ta: b", "a:\n\t- b", "%", "@", "a: !!"])
  func whatIsNotYAMLIsToldWithItsLine(text: String) throws {
    let error = try #require(Fixture.problems(in: text))
    #expect(error.description.contains("not YAML"), "\(error)")
    #expect(error.problems[0].line != nil, "\(error)")
  }

  @Test func aSecondDocumentIsRefused() {
    #expect(Fixture.problems(in: Fixture.scenario + "---\n" + Fixture.scenario) != nil)
  }

  @Test func theByteOrderMarkAndLineEndsOfWindowsAreUnderstood() throws {
    let windows = "\u{FEFF}" + Fixture.scenario.replacing("\n", with: "\r\n")
    let unix = try ScenarioFile.read(Fixture.scenario, file: "s.yaml").scenario
    #expect(try ScenarioFile.read(windows, file: "s.yaml").scenario == unix)
    let broken = windows.replacing("frame: 512 B", with: "frame: 512")
    #expect(Fixture.problems(in: broken)?.problems.map(\.line) == [28])
  }

  @Test(arguments: [
    "hypertwin: &a 1\nname: *a\n", "a: &x [1]\nb: [*x, *x]\n",
    "a: &x1 {}\n? *x1\n: b\n",
  ])
  func anchorsAndAliasesAreRefused(text: String) {
    #expect(Fixture.problems(in: text)?.description.contains("anchors and aliases") ?? false)
  }

  /// Nine levels of nine aliases each: 387 million elements, as the key of a mapping.
  ///
  /// Compared, they would take hours.
  @Test
  func aliasesOfAliasesAreRefusedBeforeTheyAreCompared() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    text += "? *a9\n: 1\n? [*a9]\n: 1\n"
    #expect(Fixture.problems(in: text)?.description.contains("anchors and aliases") ?? false)
  }

  /// The parser refuses them where they stand as such; these come by their names.
  @Test(arguments: ["\\e[2J", "\\x9b31m", "\\r", "\\0", "\\x7f"])
  func controlCharactersAreRefusedWithTheirPlaces(name: String) {
    let text = Fixture.scenario.replacing("name: small", with: "name: \"small\(name)\"")
      .replacing("name: tx", with: "name: \"t\(name)\"")
      .replacing("frame: 512 B", with: "frame: \"512 B\"\n    \"k\(name)\": 1")
    let problems = Fixture.problems(in: text)?.problems ?? []
    let found = problems.filter { $0.message.hasPrefix("there are control characters") }
    #expect(found.map(\.path) == ["name", "workloads[0].name", "workloads[0]"])
    #expect(found.map(\.line) == [2, 22, 22])
  }

  /// Only escapes bring control characters into a document.
  @Test func controlCharactersThemselvesAreRefusedOrBreakLines() throws {
    for value in Array(0x00...0x1F) + Array(0x7F...0x9F) as [UInt32] {
      let scalar = try #require(Unicode.Scalar(value))
      for text in ["a: x\(scalar)y\n", "a: \"x\(scalar)y\"\n", "a: |\n  x\(scalar)  y\n"] {
        guard var document = try? YAMLDocument(text, file: "s.yaml") else { continue }
        document.hasEscapes = true
        #expect(document.controlCharacters() == [], "U+\(String(value, radix: 16)) in \(text)")
      }
    }
  }

  @Test func anOverridesControlCharactersAreItsOwn() {
    let bad = Fixture.scenario.replacing("name: small", with: #"name: "\e""#)
    #expect(Fixture.problems(in: bad, overrides: [("name", "plain")]) == nil)
    let error = Fixture.problems(in: Fixture.scenario, overrides: [("name", #""\e""#)])
    #expect(error?.problems.map(\.file) == [#"--set name="\e""#])
  }

  @Test func linesAndTabsInTextAreNoControlCharacters() {
    let text = Fixture.scenario(
      "name: small", becomes: "name: small\nsummary: \"one\\n\\ttwo é ü \u{2028}\"")
    #expect(Fixture.problems(in: text) == nil)
  }

  @Test func ampersandsAndAsterisksInTextAreNoAnchors() {
    let text = Fixture.scenario(
      "name: small", becomes: "name: small\nsummary: \"R&D, 2*x, a & b * c\" # &this *that")
    #expect(Fixture.problems(in: text) == nil)
  }

  @Test(arguments: [
    ("[", ""), ("{a: ", ""), ("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("- ? ", ""),
    ("[? ", "]"),
  ])
  func deepNestingIsAnErrorAndNoOverflow(open: String, close: String) {
    for depth in [990, 2_000, 100_000] {
      let text =
        String(repeating: open, count: depth) + "x" + String(repeating: close, count: depth)
      #expect(Fixture.problems(in: text) != nil)
    }
  }

  @Test func deepIndentationIsAnErrorAndNoOverflow() {
    let lines = (0..<3_000).map { String(repeating: " ", count: $0) + "a:" }
    #expect(Fixture.problems(in: lines.joined(separator: "\n")) != nil)
  }
}

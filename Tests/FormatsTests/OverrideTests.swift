import Model
import Testing

@testable import Formats

/// `--set path=value` changes what the file says, and nothing else.
@Suite struct OverrideTests {
  @Test(arguments: [
    "hosts[1].processor.clock", "hosts[b].processor.clock",
  ])
  func elementsAreNamedByIndexOrName(path: String) throws {
    let scenario = try ScenarioFile.read(
      Fixture.scenario, file: "s.yaml", overrides: [(path, "3 GHz")]
    ).scenario
    #expect(scenario.hosts.map(\.processor.clock.hertz) == [2e9, 3e9])
  }

  @Test func laterOverridesWin() throws {
    let scenario = try ScenarioFile.read(
      Fixture.scenario, file: "s.yaml",
      overrides: [("run.duration", "1 s"), ("run.duration", "2 s")]
    ).scenario
    #expect(scenario.run.duration == SimTime(seconds: 2))
  }

  @Test func keysCanBeAddedAndMappingsReplaced() throws {
    let scenario = try ScenarioFile.read(
      Fixture.scenario, file: "s.yaml",
      overrides: [
        ("hosts[a].nics[eth0].queue", "77"), ("run", "{duration: 5 ms, replications: 2}"),
        ("summary", "'1 GHz: a clock'"),
      ]
    ).scenario
    #expect(scenario.hosts[0].nics[0].queue == 77)
    #expect(scenario.run.replications == 2)
    #expect(scenario.summary == "1 GHz: a clock")
  }

  @Test func theHashTellsOverriddenScenariosApart() throws {
    func hash(_ overrides: [(path: String, value: String)]) throws -> String {
      try ScenarioFile.read(Fixture.scenario, file: "s.yaml", overrides: overrides).hash
    }
    let plain = try hash([])
    #expect(plain == SHA256.hexadecimal(of: Fixture.scenario.utf8))
    let hashes = [
      plain, try hash([("run.duration", "10 ms")]), try hash([("run.duration", "20 ms")]),
      try hash([("run.warm_up", "10 ms")]),
      try hash([("run.duration", "10 ms"), ("run.warm_up", "10 ms")]),
    ]
    #expect(Set(hashes).count == hashes.count)
    #expect(try hash([]) == plain)
  }

  @Test(arguments: [
    ("", "1", "no path"), (".", "1", "no path"), ("run..duration", "1 s", "no path"),
    ("hosts[", "1", "no path"), ("hosts[0", "1", "no path"),
    ("hosts[2].name", "c", "no such place"), ("hosts[z].name", "c", "no such place"),
    ("hosts[-1].name", "c", "no such place"), ("hosts.a.name", "c", "no such place"),
    ("run.duration.unit", "s", "no such place"), ("a.b.c", "1", "no such place"),
    ("name[0]", "x", "no such place"), ("hosts[99999999999999999999].name", "x", "no such place"),
    ("run.duration", "", "empty"), ("run.duration", "  ", "empty"),
    ("run.duration", "[1", "not YAML"), ("run", "[&a 1 s, *a]", "anchors"),
    ("run", "*a", "not YAML"),
  ])
  func aWrongOverrideIsNamed(path: String, value: String, message: String) throws {
    let error = try #require(Fixture.problems(in: Fixture.scenario, overrides: [(path, value)]))
    #expect(error.description.contains(message), "\(error)")
    #expect(error.description.contains("--set \(path)=\(value)"), "\(error)")
  }

  @Test(arguments: [
    ("run.duration", "5", "run.duration: \"5\" has no unit"),
    ("run.duraton", "5 s", "run.duraton: unknown key \"duraton\"; did you mean \"duration\"?"),
    ("hosts[b].processor.clock", "-1 GHz", "hosts[1].processor.clock: \"-1 GHz\" is out of range"),
  ])
  func aWrongValueIsToldWithTheOptionThatGaveIt(path: String, value: String, problem: String)
    throws
  {
    let error = try #require(Fixture.problems(in: Fixture.scenario, overrides: [(path, value)]))
    #expect(error.description.hasPrefix("--set \(path)=\(value): \(problem)"), "\(error)")
  }

  @Test func onlyProblemsOfTheOptionAreTheOptions() throws {
    let text = Fixture.scenario.replacing("duration:", with: "duraton:")
    let error = try #require(
      Fixture.problems(
        in: text,
        overrides: [
          ("hosts[b].processor.clock", "1"), ("hosts[b].processor", "{clock: 2, cores: 0}"),
          ("hosts[a].name", "x"),
        ]))
    let clock = error.problems.filter { $0.path == "hosts[1].processor.clock" }
    #expect(clock.map(\.file) == ["--set hosts[b].processor={clock: 2, cores: 0}"], "\(error)")
    let duration = error.problems.filter { $0.path.hasPrefix("run.dura") }
    #expect(!duration.isEmpty && duration.allSatisfy { $0.file == "s.yaml" && $0.line != nil })
  }
}

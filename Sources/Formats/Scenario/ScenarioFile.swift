import Model

/// A scenario as it was read, with what identifies it.
public struct LoadedScenario: Sendable {
  /// The scenario, which has passed validation.
  public var scenario: Scenario
  /// The SHA-256 of its text and overrides, in hexadecimal.
  public var hash: String
}

/// Reads scenarios from YAML.
public enum ScenarioFile {
  /// Reads and validates the scenario in `text`.
  ///
  /// - Parameters:
  ///   - file: the file's name, for problems.
  ///   - overrides: places with other values, applied in order before anything is checked.
  /// - Throws: `InputError` with every problem there is.
  public static func read(
    _ text: String, file: String, overrides: [(path: String, value: String)] = []
  ) throws(InputError) -> LoadedScenario {
    var document = try YAMLDocument(text, file: file)
    for (path, value) in overrides { try document.set(path, to: value) }
    let problems = Problems()
    let scenario = ScenarioDecoder.decode(document, problems: problems)
    let broken = problems.findings.map(\.path)
    for finding in scenario.findings {
      // A stand-in for a value that could not be read says nothing about the scenario.
      let isEcho = broken.contains { finding.path.isWithin($0) || $0.isWithin(finding.path) }
      if !isEcho { problems.add(finding.path, finding.message) }
    }
    try problems.check(in: document)
    var canonical = text
    for (path, value) in overrides { canonical += "\u{0}\(path)=\(value)" }
    return LoadedScenario(scenario: scenario, hash: SHA256.hexadecimal(of: canonical.utf8))
  }
}

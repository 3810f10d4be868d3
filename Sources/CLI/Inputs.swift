import Fixtures
import Formats
import Model

/// Reads the inputs of commands, from files and from what is built in.
enum Inputs {
  /// The scenario of a file with overrides.
  static func scenario(_ path: String, overrides: [Override]) throws(Failure) -> LoadedScenario {
    try input { () throws(InputError) in
      try ScenarioFile.read(
        try TextFile.read(path), file: path,
        overrides: overrides.map { (path: $0.path, value: $0.value) })
    }
  }

  /// The testbed of a file, checked against those scenarios; with none, by itself.
  static func testbed(
    _ path: String, for scenarios: [Scenario] = []
  ) throws(Failure) -> LoadedTestbed {
    try input { () throws(InputError) in
      let text = try TextFile.read(path)
      var loaded = try TestbedFile.read(text, file: path, for: scenarios.first)
      for scenario in scenarios.dropFirst() {
        loaded = try TestbedFile.read(text, file: path, for: scenario)
      }
      return loaded
    }
  }

  /// The calibration of a file.
  static func calibration(
    _ path: String
  ) throws(Failure) -> (calibration: Calibration, costs: CostModel) {
    try input { () throws(InputError) in
      try costs(try TextFile.read(path), file: path)
    }
  }

  /// The calibration that is built in for a reading of the 2013 paper.
  static func builtInCalibration(
    _ reading: Reading
  ) throws(Failure) -> (calibration: Calibration, costs: CostModel) {
    let path = "calibration/\(reading.fileName).yaml"
    return try input { () throws(InputError) in try costs(try builtIn(path), file: path) }
  }

  private static func costs(
    _ text: String, file: String
  ) throws(InputError) -> (calibration: Calibration, costs: CostModel) {
    let (calibration, hash) = try CalibrationFile.read(text, file: file)
    return (
      calibration,
      CostModel(
        name: calibration.name, hash: hash, envelope: calibration.envelope,
        parameters: calibration.parameters)
    )
  }

  /// The priors that are built in, with the rows of `files` in their place; the last file wins.
  static func priors(replacedBy files: [String] = []) throws(Failure) -> CostModel {
    try input { () throws(InputError) in
      let micro = "priors/micro-costs.csv"
      let engineering = "priors/engineering.csv"
      var model = CostModel(
        name: "priors",
        parameters: try PriorsFile.microCosts(try builtIn(micro), file: micro)
          + PriorsFile.engineering(try builtIn(engineering), file: engineering))
      for file in files {
        model = try PriorsFile.replace(in: model, by: try TextFile.read(file), file: file)
      }
      return model
    }
  }

  /// The costs that know nothing of the 2013 paper: priors, fitted to the other published sets.
  static func mechanism() throws(Failure) -> CostModel {
    let path = "calibration/published.yaml"
    let published = try input { () throws(InputError) in try costs(try builtIn(path), file: path) }
    return try priors().adoptingFits(of: published.costs)
  }

  /// A calibration plan with its scenarios: a file's, or that of a reading.
  static func plan(
    _ path: String?, reading: Reading
  ) throws(Failure) -> (plan: CalibrationPlan, scenarios: [(name: String, scenario: Scenario)]) {
    try input { () throws(InputError) in
      let name = path ?? "calibration/\(reading.fileName)_plan.yaml"
      func text(_ name: String) throws(InputError) -> String {
        path == nil ? try builtIn(name) : try TextFile.read(name)
      }
      let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
      let plan = try PlanFile.read(try text(name), file: name) { path throws(InputError) in
        let file = resolve(path, in: folder)
        return try CountsFile.read(try text(file), file: file)
      }
      var scenarios: [(name: String, scenario: Scenario)] = []
      for name in plan.scenarioNames {
        let file = resolve(name, in: folder)
        scenarios.append((name, try ScenarioFile.read(try text(file), file: file).scenario))
      }
      return (plan, scenarios)
    }
  }

  /// `path` seen from `folder`, without `..` where a folder's name can be dropped for it.
  private static func resolve(_ path: String, in folder: String) -> String {
    if path.hasPrefix("/") { return path }
    var parts = folder.split(separator: "/").map(String.init)
    for part in path.split(separator: "/").map(String.init) {
      if part == ".." && !parts.isEmpty && parts.last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (folder.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  private static func builtIn(_ path: String) throws(InputError) -> String {
    guard let text = Fixtures.text(path) else {
      throw InputError(file: path, message: "is not built into this hypertwin; name a file")
    }
    return text
  }

  private static func input<Value>(
    _ read: () throws(InputError) -> Value
  ) throws(Failure) -> Value {
    do {
      return try read()
    } catch {
      throw .input(error.description)
    }
  }
}

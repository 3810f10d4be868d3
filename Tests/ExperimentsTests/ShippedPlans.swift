import Experiments
import Formats
import Model

/// The plans and calibrations in `fixtures`, read as the commands read them.
enum ShippedPlans {
  /// The folder `fixtures` of the repository that this file was compiled from, with a slash.
  static let folder =
    #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 } + "/fixtures/"

  private static func text(_ path: String) throws -> String {
    try TextFile.read(folder + path)
  }

  /// The priors of the cost model.
  static func priors() throws -> CostModel {
    let micro = "priors/micro-costs.csv"
    let engineering = "priors/engineering.csv"
    return CostModel(
      name: "priors",
      parameters: try PriorsFile.microCosts(text(micro), file: micro)
        + PriorsFile.engineering(text(engineering), file: engineering))
  }

  /// The evaluator of a plan, with its scenarios.
  static func evaluator(_ name: String) throws -> PlanEvaluator {
    let path = "calibration/\(name)_plan.yaml"
    let plan = try PlanFile.read(text(path), file: path) { file throws(InputError) in
      try CountsFile.read(try TextFile.read("\(folder)calibration/\(file)"), file: file)
    }
    return try PlanEvaluator(
      plan: plan,
      scenarios: try plan.scenarioNames.map { name in
        let file = String(name.dropFirst("../".count))
        return (name, try ScenarioFile.read(text(file), file: file).scenario)
      })
  }

  /// A calibration with its cost model.
  static func calibration(_ name: String) throws -> (calibration: Calibration, costs: CostModel) {
    let path = "calibration/\(name).yaml"
    let (calibration, hash) = try CalibrationFile.read(text(path), file: path)
    return (
      calibration,
      CostModel(name: calibration.name, hash: hash, parameters: calibration.parameters)
    )
  }
}

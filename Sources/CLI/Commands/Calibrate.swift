import ArgumentParser
import Calibration
import Experiments
import Formats
import Model
import Report
import Simulator

/// `hypertwin calibrate`: fits the cost model to observations.
struct Calibrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit the cost model to published or measured numbers.",
    discussion: """
      A plan lists the observations, the scenarios that simulate them, which of them are fitted and
      which are held out, and the parameters that the fit may change. Without a plan, the one built
      in for the reading of the 2013 paper is fitted; the shipped calibrations came from that.

      A plan may take ratios of what was counted on racks as observations (its section counts; see
      docs/decisions/0021-ratios-of-counts.md): what a router costs on a path, in that of another.

      With --check nothing is fitted: a table has every observation of the plan beside what those
      costs give for it, and says which of them the costs were fitted to.

      EXAMPLES
        hypertwin calibrate --output calibration.yaml
        hypertwin calibrate plan.yaml --output calibration.yaml
        hypertwin calibrate --priors host.csv      after hypertwin kernel probe --format priors
        hypertwin calibrate fixtures/calibration/counts_plan.yaml --check priors
        hypertwin calibrate plan.yaml --check calibration.yaml
      """)

  @Argument(
    help: "The plan's YAML file; fixtures/calibration has examples.",
    completion: .file(extensions: ["yaml"]))
  var plan: String?

  @Option(name: .long, help: "The built-in plan to fit where no file is named.")
  var reading: Reading = .directional

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the calibration to this file instead of standard output, whole or not at all.",
      valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var output: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A table of measured costs in the place of built-in priors; may be repeated.",
      valueName: "file.csv"),
    completion: .file(extensions: ["csv"]))
  var priors: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Fit nothing, and print what these costs give: a calibration file, \"built-in\" for that of "
        + "the reading, or \"priors\".", valueName: "costs"),
    completion: .file(extensions: ["yaml"]))
  var check: String?

  @Option(
    name: .long,
    help: ArgumentHelp("The number that all randomness derives from.", valueName: "number"))
  var seed: UInt64 = 2013

  @Option(
    name: .long,
    help: ArgumentHelp("Threads to use; the result is the same for any.", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads) is not between 1 and 1024.")
    }
    if let check, check != "priors", !priors.isEmpty {
      throw ValidationError("--priors changes nothing of \(check); it goes with --check priors.")
    }
  }

  func run() async throws {
    try await reportingFailures {
      try Output.check([output])
      let (plan, scenarios) = try Inputs.plan(plan, reading: reading)
      if let check {
        try await self.check(check, plan, scenarios)
        return
      }
      let priors = try Inputs.priors(replacedBy: priors)
      let bar = ProgressBar("Fitting")
      let calibration: Calibration
      do {
        let evaluator = try PlanEvaluator(plan: plan, scenarios: scenarios)
        calibration = try await Calibrator(
          evaluator: evaluator, priors: priors, seed: seed,
          threads: threads ?? RunOptions.coreCount
        ).run { bar.count($0, "evaluations") }
      } catch let error as SimulationError {
        bar.finish()
        throw Failure.work(error.description)
      } catch let error as FitError {
        bar.finish()
        throw Failure.work(error.description)
      }
      bar.finish()
      try Output.write(CalibrationFile.text(of: calibration).text, to: output)
      for note in calibration.notes { Terminal.writeError("note: \(note)\n") }
    }
  }

  /// Replications of what is run for a check: as many as the paper's.
  private static let replications = 15

  /// Prints the observations of a plan beside what some costs give for them.
  private func check(
    _ name: String, _ plan: CalibrationPlan, _ scenarios: [(name: String, scenario: Scenario)]
  ) async throws {
    let calibration: Calibration?
    let costs: CostModel
    switch name {
    case "priors": (calibration, costs) = (nil, try Inputs.priors(replacedBy: priors))
    case "built-in": (calibration, costs) = try Inputs.builtInCalibration(reading)
    default: (calibration, costs) = try Inputs.calibration(name)
    }
    let bar = ProgressBar("Simulating")
    let checks: [ObservationCheck]
    do {
      checks = try await PlanEvaluator(plan: plan, scenarios: scenarios).check(
        costs, fittedBy: calibration,
        sampling: PlanEvaluator.Sampling(
          replications: Self.replications, seed: seed, varies: true,
          threads: threads ?? RunOptions.coreCount)
      ) { bar.update($0, $1) }
    } catch let error as SimulationError {
      bar.finish()
      throw Failure.work(error.description)
    }
    bar.finish()
    let hash = costs.hash.map { " (\($0.prefix(12)))" } ?? ""
    let table = CheckTable(
      checks, title: "\(plan.name): observed, and modelled with \(costs.name)\(hash)",
      paragraphs: [plan.summary].filter { !$0.isEmpty }, assumptions: plan.assumptions)
    try Output.write(
      table.text(
        width: output == nil ? Terminal.width : 80, color: output == nil && Terminal.hasColor),
      to: output)
  }
}

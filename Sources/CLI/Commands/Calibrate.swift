import ArgumentParser
import Calibration
import Experiments
import Formats
import Model
import Simulator

/// `hypertwin calibrate`: fits the cost model to observations.
struct Calibrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit the cost model to published or measured numbers.",
    discussion: """
      A plan lists the observations, the scenarios that simulate them, which of them are fitted and
      which are held out, and the parameters that the fit may change. Without a plan, the one built
      in for the reading of the 2013 paper is fitted; the shipped calibrations came from that.

      EXAMPLES
        hypertwin calibrate --output calibration.yaml
        hypertwin calibrate plan.yaml --output calibration.yaml
        hypertwin calibrate --priors host.csv      after hypertwin kernel probe --format priors
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
  }

  func run() async throws {
    try await reportingFailures {
      try Output.check([output])
      let (plan, scenarios) = try Inputs.plan(plan, reading: reading)
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
}

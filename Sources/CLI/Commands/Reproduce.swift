import ArgumentParser
import Experiments
import Formats
import Model
import Report
import Simulator

/// `hypertwin reproduce`: the 2013 paper's tables, published and predicted.
struct Reproduce: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reproduce the tables of \"Evaluating Xen and KVM Virtualization Platforms\" (2013).",
    discussion: """
      Prints every published number beside the calibrated prediction, says which numbers the
      calibration was fitted to, and then predicts all of them from other publications alone.

      EXAMPLES
        hypertwin reproduce
        hypertwin reproduce --reading simultaneous
        hypertwin reproduce --report report.html
        hypertwin reproduce --format json --output reproduction.json
      """)

  @Option(name: .long, help: "How the paper's Tx and Rx are read.")
  var reading: Reading = .directional

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A calibration file instead of the built-in one of the reading.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var calibration: String?

  @OptionGroup var runOptions: RunOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await reportingFailures {
      try Output.check([output.output, output.report])
      let (plan, scenarios) = try Inputs.plan(nil, reading: reading)
      let (fitted, costs) =
        try calibration.map { path throws(Failure) in try Inputs.calibration(path) }
        ?? Inputs.builtInCalibration(reading)
      let mechanism = try Inputs.mechanism()
      let bar = ProgressBar("Simulating")
      let reproduction: Reproduction
      do {
        let evaluator = try PlanEvaluator(plan: plan, scenarios: scenarios)
        reproduction = try await PaperReproduction(
          evaluator: evaluator, calibration: fitted, calibrated: costs, priors: mechanism
        ).run(
          replications: runOptions.replications ?? 15, seed: runOptions.seed ?? 2013,
          threads: runOptions.threadCount
        ) { bar.update($0, $1) }
      } catch let error as SimulationError {
        bar.finish()
        throw Failure.work(error.description)
      }
      bar.finish()
      try output.write(reproduction)
    }
  }
}

extension OutputOptions {
  /// Writes a reproduction in the form and to the places that were asked for.
  func write(_ reproduction: Reproduction) throws(Failure) {
    if let report {
      try Output.write(HTMLReport.ofThisCommand().reproduction(reproduction), to: report)
    }
    switch format {
    case .table:
      let text = ReproductionTables.text(
        reproduction, width: output == nil ? Terminal.width : 100,
        color: output == nil && Terminal.hasColor)
      try Output.write(text, to: output)
    case .json:
      try Output.write(try encoded { try ResultsEncoding.json(reproduction) }, to: output)
    case .csv: try Output.write(ResultsEncoding.csv(reproduction), to: output)
    }
  }
}

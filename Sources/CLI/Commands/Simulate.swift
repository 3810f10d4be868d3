import ArgumentParser
import Experiments
import Formats
import Model
import Report
import Simulator

/// `hypertwin simulate`: predicts what a scenario will do.
struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict what a scenario will do.",
    discussion: """
      All workloads of the scenario run together unless --workload picks some or --alone separates
      them. Results in JSON carry the seed, the calibration's hash and the scenario's hash. A note
      says where the scenario lies outside of what the calibration was fitted to; with --format csv
      notes go to standard error.

      Constant-rate flows are sent at their rate; with --flow search, trials find the highest rates
      without loss (NDR) and with 0.5 % (PDR), and with --flow saturation as much is sent as the
      narrowest link carries. Words, units and trials are those of hypertwin measure; seconds are
      simulated ones. Other workloads go on beside the flow unless --alone is given.

      Of flows that go on for the whole run, MSER-5 finds what the warm-up has not covered, and it
      is left out. With --precision 2%, replications follow until the half-width of every mean
      and of every median and 99th percentile is at most 2 % of it (of a share below 1 %, 2 % of
      1 %), from the scenario's number on and up to --most. Without, there are just as many as the
      scenario or --replications says, held to 5 %. What is wider did not converge, and every format
      says so. A single replication has intervals by batch means.

      EXAMPLES
        hypertwin simulate fixtures/scenarios/paper-2013/xen.yaml --workload tx
        hypertwin simulate scenario.yaml --set hosts[router].processor.clock='3.2 GHz'
        hypertwin simulate scenario.yaml --workload udp --flow search --flow saturation
        hypertwin simulate scenario.yaml --format json --output results.json --report report.html
        hypertwin simulate scenario.yaml --capture router.eth0=eth0.pcap --capture-limit 5000
        hypertwin simulate scenario.yaml --workload tx --trace trace.json
        hypertwin simulate scenario.yaml --level fluid --replications 1
        hypertwin simulate scenario.yaml --queues queues.csv --queue-samples 500
        hypertwin simulate scenario.yaml --precision 1% --most 500
      """)

  @Argument(help: "The scenario's YAML file.", completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Another value for a place in the scenario; may be given again.", valueName: "path=value"))
  var set: [Override] = []

  @Option(
    name: .long,
    help: ArgumentHelp("Run only this workload; may be given again.", valueName: "name"))
  var workload: [String] = []

  @Flag(
    name: .long,
    help: "Run each workload alone, one after another, as hypertwin measure does.")
  var alone = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "packet: every packet at every stage; fluid: rates that are constant between events, for "
        + "data centres, without latencies.", valueName: "level"))
  var level: DetailLevel = .packet

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A calibration file, or \"priors\" for uncalibrated costs. Default: the built-in one.",
      valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var calibration: String?

  @OptionGroup var flowOptions: FlowOptions
  @OptionGroup var captures: CaptureOptions
  @OptionGroup var traces: TraceOptions
  @OptionGroup var queueOptions: QueueOptions
  @OptionGroup var runOptions: RunOptions
  @OptionGroup var precisionOptions: PrecisionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await reportingFailures {
      try Output.check(
        [output.output, output.report, traces.trace, queueOptions.queues]
          + captures.capture.map { $0.file })
      let loaded = try Inputs.scenario(scenario, overrides: set)
      var chosen = loaded.scenario
      try keepChosen(&chosen)
      try checkLevel()
      let simulation = Simulation(scenario: chosen, costs: try costs(), level: level)
      let seed = runOptions.seed ?? chosen.run.seed
      let parts = try parts(of: simulation, seed: seed)
      let rule = try precisionOptions.rule(chosen.run, replications: runOptions.replications)
      try captures.write(simulation, seed: seed, scenario: scenario)
      try traces.write(simulation, seed: seed, scenario: scenario)
      try queueOptions.write(simulation, seed: seed, scenario: scenario)
      let bar = ProgressBar("Simulating")
      let outcome: SequentialCampaign.Outcome
      do {
        outcome = try await SequentialCampaign(parts, rule: rule).run(
          inOrderOf: chosen.workloads, threads: runOptions.threadCount
        ) { bar.update($0, $1) }
      } catch let error as SimulationError {
        bar.finish()
        throw Failure.work("\(scenario): \(error)")
      }
      bar.finish()
      let all = outcome.replications
      var results = Results(
        of: all, simulation: simulation, seed: seed, scenarioHash: loaded.hash)
      if alone {
        results.notes = ["Each workload was simulated alone."]
        for note in parts.flatMap(\.simulation.notes) where !results.notes.contains(note) {
          results.notes.append(note)
        }
        results.notes += Results.notes(of: all)
      }
      results.add(outcome)
      try output.write(results)
    }
  }

  /// What is to be simulated: all workloads or each alone, with flows in the ways asked for.
  private func parts(of simulation: Simulation, seed: UInt64) throws(Failure) -> [Campaign.Part] {
    if let way = flowOptions.flow.first(where: { $0 != .rate }),
      simulation.scenario.constantRateFlows.isEmpty
    {
      throw .input(
        "--flow \(way.rawValue): the scenario has no workload with load: constant_rate; only those "
          + "are loaded in other ways than the scenario says")
    }
    return FlowLoading(measures: flowOptions.measures, effort: flowOptions.effort).parts(
      of: simulation, seed: seed,
      replications: runOptions.replications ?? simulation.scenario.run.replications, alone: alone)
  }

  /// Refuses what only the packet level can do.
  private func checkLevel() throws(Failure) {
    guard level == .fluid else { return }
    var options: [String] = []
    if flowOptions.flow.contains(where: { $0 != .rate }) { options.append("--flow") }
    if !captures.capture.isEmpty { options.append("--capture") }
    if traces.trace != nil { options.append("--trace") }
    if queueOptions.queues != nil { options.append("--queues") }
    guard options.isEmpty else {
      throw .input(
        "\(options.joined(separator: ", ")): there are no packets at the fluid level; take "
          + "--level packet")
    }
  }

  private func keepChosen(_ scenario: inout Scenario) throws(Failure) {
    guard !workload.isEmpty else { return }
    let names = scenario.workloads.map(\.id.name)
    for name in workload where !names.contains(name) {
      throw .input(
        "--workload \(name): the scenario has no such workload; it has "
          + names.joined(separator: ", ")
      )
    }
    scenario.workloads.removeAll { !workload.contains($0.id.name) }
  }

  private func costs() throws(Failure) -> CostModel {
    switch calibration {
    case "priors"?: return try Inputs.priors()
    case let path?: return try Inputs.calibration(path).costs
    case nil: return try Inputs.builtInCalibration(.directional).costs
    }
  }
}

extension DetailLevel: ExpressibleByArgument {}

extension OutputOptions {
  /// Writes results in the form and to the places that were asked for.
  func write(_ results: Results) throws(Failure) {
    if let report {
      try Output.write(HTMLReport.ofThisCommand().results(results), to: report)
    }
    switch format {
    case .table:
      let text = ResultsTable.text(
        results, width: output == nil ? Terminal.width : 100,
        color: output == nil && Terminal.hasColor)
      try Output.write(text, to: output)
    case .json: try Output.write(try encoded { try ResultsEncoding.json(results) }, to: output)
    case .csv:
      try Output.write(ResultsEncoding.csv(results), to: output)
      // CSV has no place for them (RFC 4180).
      for note in results.notes { Terminal.writeError("note: \(note)\n") }
    }
  }

  /// JSON, or the failure to write it.
  func encoded(_ encode: () throws -> String) throws(Failure) -> String {
    do {
      return try encode()
    } catch {
      throw .work("the results hold a number that JSON cannot carry: \(error)")
    }
  }
}

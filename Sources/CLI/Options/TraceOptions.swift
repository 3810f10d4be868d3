import ArgumentParser
import Report
import Simulator

/// A trace of what a simulation's threads do.
struct TraceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write what every thread that moves packets does in the first run, of all chosen workloads "
        + "together, to a trace that ui.perfetto.dev opens.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var trace: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Batches that the trace holds at most, the first ones, about 130 bytes each; up to 10000000.",
      valueName: "n"))
  var traceLimit = 100_000

  func validate() throws {
    guard (1...10_000_000).contains(traceLimit) else {
      throw ValidationError("--trace-limit: \(traceLimit) is not between 1 and 10000000")
    }
  }

  /// Simulates the first replication and writes the file; nothing where none was asked for.
  func write(_ simulation: Simulation, seed: UInt64, scenario: String) throws(Failure) {
    guard let trace else { return }
    try working(on: scenario, for: "--trace") {
      let found = try simulation.trace(limit: traceLimit, replication: 0, seed: seed)
      try Output.write(TraceFile.text(found), to: trace)
      if found.missed > 0 {
        Terminal.writeError(
          "\(trace): the first \(found.slices.count) batches; \(found.missed) more were served, "
            + "see --trace-limit\n")
      }
    }
  }
}

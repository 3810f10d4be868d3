import ArgumentParser
import Formats
import Simulator

/// A history of a simulation's queues.
struct QueueOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Write how many packets wait in each queue over the first run, of all chosen workloads "
        + "together, as CSV with a column for each queue.", valueName: "file.csv"),
    completion: .file(extensions: ["csv"]))
  var queues: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How often the queues are looked at, at equal intervals; up to 1000000.", valueName: "n"))
  var queueSamples = 1_000

  func validate() throws {
    guard (1...1_000_000).contains(queueSamples) else {
      throw ValidationError("--queue-samples: \(queueSamples) is not between 1 and 1000000")
    }
  }

  /// Simulates the first replication and writes the file; nothing where none was asked for.
  func write(_ simulation: Simulation, seed: UInt64, scenario: String) throws(Failure) {
    guard let queues else { return }
    try working(on: scenario, for: "--queues") {
      let history = try simulation.queueLengths(
        samples: queueSamples, replication: 0, seed: seed)
      try Output.write(ResultsEncoding.csv(history), to: queues)
    }
  }
}

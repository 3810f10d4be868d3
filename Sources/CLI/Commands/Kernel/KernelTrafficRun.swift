import ArgumentParser
import Kernels

/// `hypertwin kernel traffic run`: sends on one interface and receives on another.
struct KernelTrafficRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Send on one interface, receive on another, and compare.",
    discussion: """
      EXAMPLE
        hypertwin kernel traffic run --send-on eth1 --receive-on eth2 \\
          --rate '100 kpacket/s' --size '64 B' --seconds 10
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The interface to send on; namespace/interface for one in a network namespace.",
      valueName: "interface"))
  var sendOn: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The interface to receive on; namespace/interface for one in a network namespace.",
      valueName: "interface"))
  var receiveOn: String

  @Option(
    name: .long,
    help: ArgumentHelp("How long to wait for stragglers after the end.", valueName: "time"))
  var settle = "200 ms"

  @OptionGroup var load: TrafficLoadOptions
  @OptionGroup var ring: TrafficRingOptions
  @OptionGroup var output: TrafficOutputOptions

  func run() async throws {
    let load = try load.load()
    var run = TrafficRun(
      load: load, sendingOn: .init(parsing: sendOn), receivingOn: .init(parsing: receiveOn))
    run.batching = self.load.batching
    run.receiveSettings = try ring.settings()
    run.settling = try TrafficRun.nanoseconds(settle, "--settle")
    try await reportingFailures {
      try Output.check([output.histogram])
      let interruption = Interruption()
      let report = try trafficFailures { () throws(TrafficError) in
        try run.run(stop: interruption.flag)
      }
      try TrafficFigures(report, load: load, batching: run.batching).show(output, report: report)
    }
  }
}

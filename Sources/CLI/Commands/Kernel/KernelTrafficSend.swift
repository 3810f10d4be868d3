import ArgumentParser
import Kernels

/// `hypertwin kernel traffic send`: only the generator.
struct KernelTrafficSend: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send a load; a receiver elsewhere accounts for it.",
    discussion: """
      EXAMPLE
        hypertwin kernel traffic send --on eth1 --rate '500 Mbit/s' --size imix --seconds 10
      """)

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      "The interface to send on; namespace/interface for one in a network namespace.",
      valueName: "interface"))
  var interface: String

  @OptionGroup var load: TrafficLoadOptions
  @OptionGroup var output: TrafficOutputOptions

  func run() async throws {
    let load = try load.load()
    try await reportingFailures {
      try Output.check([output.histogram])
      let interruption = Interruption()
      let sent = try trafficFailures { () throws(TrafficError) in
        try TrafficRun.send(
          load, on: .init(parsing: interface), batching: self.load.batching,
          stop: interruption.flag)
      }
      let report = TrafficReport(send: sent, receive: nil)
      try TrafficFigures(report, load: load, batching: self.load.batching)
        .show(output, report: report)
    }
  }
}

import ArgumentParser
import Kernels

/// `hypertwin kernel traffic receive`: only the receiver.
struct KernelTrafficReceive: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receive",
    abstract: "Receive a stream and account for it.",
    discussion: """
      It ends when the sender has announced the end of the stream, or the time is over. Latencies
      mean something only where sender and receiver have the same clock.

      EXAMPLE
        hypertwin kernel traffic receive --on eth2 --seconds 20 --format json
      """)

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      "The interface to receive on; namespace/interface for one in a network namespace.",
      valueName: "interface"))
  var interface: String

  @Option(name: .long, help: ArgumentHelp("How long to receive at most.", valueName: "number"))
  var seconds = 10.0

  @Option(
    name: .long,
    help: ArgumentHelp("How long to wait for stragglers after the end.", valueName: "time"))
  var settle = "200 ms"

  @OptionGroup var stream: TrafficStreamOptions
  @OptionGroup var ring: TrafficRingOptions
  @OptionGroup var output: TrafficOutputOptions

  func run() async throws {
    var settings = TrafficReceiver<SystemClock>.Settings()
    settings.stream = stream.stream
    settings.port = stream.port
    settings.nanoseconds = try TrafficSeconds.nanoseconds(seconds)
    settings.settling = try TrafficRun.nanoseconds(settle, "--settle")
    let ringSettings = try ring.settings()
    try await reportingFailures {
      try Output.check([output.histogram])
      let interruption = Interruption()
      let received = try trafficFailures { () throws(TrafficError) in
        try TrafficRun.receive(
          on: .init(parsing: interface), settings, ring: ringSettings, stop: interruption.flag)
      }
      let report = TrafficReport(send: nil, receive: received)
      try TrafficFigures(report, load: nil, batching: nil).show(output, report: report)
    }
  }
}

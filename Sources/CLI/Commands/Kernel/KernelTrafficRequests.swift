import ArgumentParser
import Kernels
import Model

/// What clients and their server are told alike.
struct RequestOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "A request's frame with its CRC, and an answer's at most, 64 B to 9018 B.",
      valueName: "size"))
  var frame = "200 B"

  @Option(name: .long, help: ArgumentHelp("User data of an answer.", valueName: "size"))
  var response = "1 KiB"

  @Option(name: .long, help: ArgumentHelp("The server's UDP port.", valueName: "number"))
  var port: UInt16 = 5203

  @Option(name: .long, help: "The form of the results.")
  var format = TrafficOutputOptions.Format.table

  /// Settings for that address of the server.
  func settings(
    _ address: String, _ option: String, seconds: Double
  ) throws -> RequestSettings {
    let nanoseconds = try TrafficSeconds.nanoseconds(seconds)
    var settings = RequestSettings(address: try TrafficLoadOptions.address(address, option))
    settings.port = port
    settings.frame = try KernelTrafficTCPSend.bytes(frame, "--frame") ?? settings.frame
    settings.response = try KernelTrafficTCPSend.bytes(response, "--response") ?? settings.response
    settings.nanoseconds = nanoseconds
    return settings
  }

  /// Refuses settings that cannot be.
  static func check(_ settings: RequestSettings) throws {
    do {
      try settings.validate()
    } catch {
      throw ValidationError(error.description)
    }
  }
}

/// `hypertwin kernel traffic requests`: clients that ask and wait.
struct KernelTrafficRequests: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requests",
    abstract: "Send requests to a request-server, each when the last is answered.",
    discussion: """
      Each client sends a request, waits for the whole answer, thinks for an exponential time, and \
      sends the next. What is not answered in time is asked again (RFC 6298).

      EXAMPLE
        hypertwin kernel traffic requests --to 198.18.0.2 --clients 4 --think '1 ms'
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The server's address, of 198.18.0.0/15 or 127.0.0.0/8.", valueName: "address"))
  var to: String

  @Flag(name: .long, help: "Allow addresses outside 198.18.0.0/15 and 127.0.0.0/8.")
  var anyAddress = false

  @Option(
    name: .long,
    help: ArgumentHelp("Requests under way at most, 1 to 10000.", valueName: "number"))
  var clients = 1

  @Option(
    name: .long,
    help: ArgumentHelp("Mean time from an answer to the next request.", valueName: "time"))
  var think = "0 s"

  @Option(
    name: .long,
    help: ArgumentHelp("The number that times of thinking derive from.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(name: .long, help: ArgumentHelp("How long to ask, at most 86400.", valueName: "number"))
  var seconds = 1.0

  @OptionGroup var options: RequestOptions

  func run() async throws {
    var settings = try options.settings(to, "--to", seconds: seconds)
    settings.address = try TrafficLoadOptions.peer(to, "--to", anyAddress: anyAddress)
    settings.clients = clients
    settings.think = try TrafficRun.nanoseconds(think, "--think")
    settings.seed = seed
    try RequestOptions.check(settings)
    try await reportingFailures { [settings] in
      let interruption = Interruption()
      let report = try trafficFailures { () throws(TrafficError) in
        try RequestClients(settings: settings).run(stop: interruption.flag)
      }
      switch options.format {
      case .json: try Output.write(try KernelText.json(report), to: nil)
      case .table: try Output.write(Self.table(report), to: nil)
      }
    }
  }

  private static func table(_ report: RequestReport) -> String {
    func us(_ nanoseconds: Double) -> String { "\((nanoseconds / 10).rounded() / 100) us" }
    let rate = report.seconds > 0 ? Double(report.answered) / report.seconds : 0
    return
      "answered   \(report.answered) in \(report.seconds) s, \((rate * 10).rounded() / 10) per "
      + "second\nrepeats    \(report.repeats) of \(report.sent) sent\n"
      + (report.responseNanoseconds.map { times in
        "response   mean \(us(times.mean)), p50 \(us(Double(times.p50))), p99 "
          + "\(us(Double(times.p99))), p99.9 \(us(Double(times.p999))), most "
          + "\(us(Double(times.maximum)))\n"
      } ?? "")
  }
}

/// `hypertwin kernel traffic request-server`: the other end.
struct KernelTrafficRequestServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request-server",
    abstract: "Answer requests over UDP.",
    discussion: """
      EXAMPLE
        hypertwin kernel traffic request-server --address 198.18.0.2 --seconds 30
      """)

  @Option(name: .long, help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var address = "127.0.0.1"

  @Option(
    name: .long,
    help: ArgumentHelp("The time that each request takes here.", valueName: "time"))
  var service = "0 s"

  @Option(name: .long, help: ArgumentHelp("How long to serve at most.", valueName: "number"))
  var seconds = 60.0

  @OptionGroup var options: RequestOptions

  func run() async throws {
    var settings = try options.settings(address, "--address", seconds: seconds)
    settings.service = try TrafficRun.nanoseconds(service, "--service")
    try RequestOptions.check(settings)
    try await reportingFailures { [settings] in
      let interruption = Interruption()
      let report = try trafficFailures { () throws(TrafficError) in
        try RequestServer(settings: settings).run(stop: interruption.flag)
      }
      switch options.format {
      case .json: try Output.write(try KernelText.json(report), to: nil)
      case .table:
        try Output.write(
          "answered \(report.requests) requests with \(report.frames) frames\n", to: nil)
      }
    }
  }
}

import ArgumentParser
import Kernels
import Model

/// `hypertwin kernel traffic tcp-receive`: the end of TCP streams.
struct KernelTrafficTCPReceive: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tcp-receive",
    abstract: "Receive the TCP streams of one sender.",
    discussion: """
      EXAMPLE
        hypertwin kernel traffic tcp-receive --address 198.18.0.2 --seconds 30
      """)

  @Option(name: .long, help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var address = "127.0.0.1"

  @Option(name: .long, help: ArgumentHelp("The TCP port to listen on.", valueName: "number"))
  var port: UInt16 = 5202

  @Option(name: .long, help: ArgumentHelp("How long to serve at most.", valueName: "number"))
  var seconds = 60.0

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The sockets' buffers, as 1 MiB; by default the kernel adjusts them.", valueName: "size"))
  var window: String?

  @Option(name: .long, help: "The form of the results.")
  var format = TrafficOutputOptions.Format.table

  /// What was received, as it is written.
  private struct Figures: Encodable {
    var receivedBytes: UInt64
    var streamBytes: [UInt64]
  }

  func run() async throws {
    let nanoseconds = try TrafficSeconds.nanoseconds(seconds)
    let place = try TrafficLoadOptions.address(address, "--address")
    let window = try KernelTrafficTCPSend.bytes(window, "--window")
    try await reportingFailures {
      let interruption = Interruption()
      let bytes = try trafficFailures { () throws(TrafficError) in
        try ElasticReceiver(address: place, port: port, window: window)
          .run(nanoseconds: nanoseconds, stop: interruption.flag)
      }
      let total = bytes.reduce(0, +)
      switch format {
      case .json:
        let figures = Figures(receivedBytes: total, streamBytes: bytes)
        try Output.write(try KernelText.json(figures), to: nil)
      case .table: try Output.write("received \(total) B in \(bytes.count) streams\n", to: nil)
      }
    }
  }
}

/// `hypertwin kernel traffic tcp-send`: as much as TCP lets through.
struct KernelTrafficTCPSend: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tcp-send",
    abstract: "Send TCP streams to a tcp-receive.",
    discussion: """
      EXAMPLE
        hypertwin kernel traffic tcp-send --to 198.18.0.2 --streams 4 --seconds 10
      """)

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The receiver's address, of 198.18.0.0/15 or 127.0.0.0/8.", valueName: "address"))
  var to: String

  @Flag(name: .long, help: "Allow addresses outside 198.18.0.0/15 and 127.0.0.0/8.")
  var anyAddress = false

  @Option(name: .long, help: ArgumentHelp("The receiver's TCP port.", valueName: "number"))
  var port: UInt16 = 5202

  @Option(
    name: .long,
    help: ArgumentHelp("Connections at the same time, 1 to 128.", valueName: "number"))
  var streams = 1

  @Option(name: .long, help: ArgumentHelp("How long to send, at most 86400.", valueName: "number"))
  var seconds = 1.0

  @Option(
    name: .long, help: ArgumentHelp("How often to note the goodput.", valueName: "time"))
  var interval = "1 s"

  @Option(
    name: .long,
    help: ArgumentHelp("What is written with one system call.", valueName: "size"))
  var write = "128 KiB"

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The sockets' buffers, as 1 MiB; by default the kernel adjusts them.", valueName: "size"))
  var window: String?

  @Option(
    name: .long,
    help: ArgumentHelp("The sender's buffer alone, by default as --window.", valueName: "size"))
  var sendBuffer: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The congestion control, such as reno or cubic; by default the kernel's choice.",
      valueName: "name"))
  var congestionControl: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The greatest segment, 88 B to 32767 B; by default what the interface carries.",
      valueName: "size"))
  var segment: String?

  @Option(name: .long, help: "The form of the results.")
  var format = TrafficOutputOptions.Format.table

  /// What came of it, as it is written.
  private struct Figures: Encodable {
    var goodputBitsPerSecond: Double
    var retransmits: Int
    var report: ElasticReport
  }

  func run() async throws {
    let settings = try settings()
    try await reportingFailures {
      let interruption = Interruption()
      let report = try trafficFailures { () throws(TrafficError) in
        try ElasticSender(settings: settings).run(stop: interruption.flag)
      }
      switch format {
      case .json:
        let figures = Figures(
          goodputBitsPerSecond: report.goodput, retransmits: report.retransmits, report: report)
        try Output.write(try KernelText.json(figures), to: nil)
      case .table: try Output.write(Self.table(report), to: nil)
      }
    }
  }

  private func settings() throws -> ElasticSettings {
    let address = try TrafficLoadOptions.peer(to, "--to", anyAddress: anyAddress)
    var settings = ElasticSettings(address: address)
    settings.port = port
    settings.streams = streams
    settings.nanoseconds = try TrafficSeconds.nanoseconds(seconds)
    settings.interval = try TrafficRun.nanoseconds(interval, "--interval")
    settings.writeBytes = try Self.bytes(write, "--write") ?? settings.writeBytes
    settings.window = try Self.bytes(window, "--window")
    settings.options.sendBuffer = try Self.bytes(sendBuffer, "--send-buffer")
    settings.options.congestionControl = congestionControl
    settings.options.segment = try Self.bytes(segment, "--segment")
    do {
      try settings.validate()
    } catch {
      throw ValidationError(error.description)
    }
    return settings
  }

  /// A size from the command line; nil where there is none.
  static func bytes(_ text: String?, _ option: String) throws -> Int? {
    guard let text else { return nil }
    do {
      return Int(try ByteCount(parsing: text).bytes)
    } catch {
      throw ValidationError("\(option): \(error)")
    }
  }

  private static func table(_ report: ElasticReport) -> String {
    func rate(_ value: Double) -> String {
      BitRate(bitsPerSecond: (value / 1e3).rounded() * 1e3).description
    }
    let streams = report.streams.enumerated().map { index, stream in
      "stream \(index + 1)     \(stream.receivedBytes) B, \(stream.retransmits) retransmits, round "
        + "trip \(stream.roundTripMicroseconds) us, window \(stream.congestionWindow) segments\n"
    }
    return "goodput      \(rate(report.goodput)) in \(report.seconds) s, "
      + "\(report.congestionControl)\nretransmits  \(report.retransmits)\n"
      + "intervals    \(report.intervalBitsPerSecond.map(rate).joined(separator: ", "))\n"
      + streams.joined()
  }
}

import ArgumentParser
import FoundationEssentials
import Kernels
import Model

/// The results of a run as they are written: rates per second, times in nanoseconds.
struct TrafficFigures: Encodable {
  /// What was asked for.
  struct Load: Encodable {
    var size: String
    var arrivals: String
    var rate: String
    var durationSeconds: Double
    var burst: Int
    var flows: Int
    var batching: String
  }

  /// What was sent.
  struct Sent: Encodable {
    var intendedPackets: Int?
    var intendedPacketsPerSecond: Double?
    var packets: Int
    var packetsPerSecond: Double
    var bitsPerSecond: Double
    var lineBitsPerSecond: Double
    var seconds: Double
    var offeredShare: Double
    var unsent: Int
    var largestBurst: Int
    var latenessNanoseconds: TimeDistribution.Summary?
  }

  /// What was received.
  struct Received: Encodable {
    var packets: Int
    var packetsPerSecond: Double
    var bitsPerSecond: Double
    var lineBitsPerSecond: Double
    var expected: Int
    var lost: Int
    var lossRatio: Double?
    var duplicates: Int
    var reordered: Int
    var largestReorderingExtent: Int
    var meanReorderingExtent: Double
    var tooOld: Int
    var corrupted: Int
    var foreign: Int
    var ignored: Int
    var droppedByReceiver: Int
    var latencyNanoseconds: TimeDistribution.Summary?
    var negativeLatencies: Int
  }

  var load: Load?
  var sent: Sent?
  var received: Received?
  var interrupted: Bool
  var valid: Bool
  var invalidity: [String]

  /// The figures of a report.
  init(_ report: TrafficReport, load: TrafficLoad?, batching: TrafficRun.Batching?) {
    self.load = load.map {
      Load(
        size: $0.mix.description, arrivals: $0.arrivals.rawValue, rate: $0.rateText,
        durationSeconds: $0.duration.seconds, burst: $0.burst, flows: $0.flows,
        batching: batching?.rawValue ?? "frames")
    }
    sent = report.send.map(Sent.init)
    received = report.receive.map { Received($0, report) }
    interrupted = report.send?.isInterrupted ?? false
    valid = report.isValid
    invalidity = report.invalidity
  }

  /// Prints the results and writes the histogram.
  ///
  /// - Throws: `Failure`: an output cannot be written, or the run is invalid.
  func show(_ output: TrafficOutputOptions, report: TrafficReport) throws {
    if let path = output.histogram, let receive = report.receive {
      try Output.write(receive.latency.csv, to: path)
    }
    switch output.format {
    case .table: try Output.write(table, to: nil)
    case .json: try Output.write(try Self.json(self), to: nil)
    }
    for reason in invalidity { Terminal.writeError("invalid: \(reason)\n") }
    // Whoever interrupts a run knows that it is not whole.
    guard valid || interrupted else { throw ExitCode(1) }
  }

  /// JSON with sorted keys in snake case, and a line's end.
  static func json(_ value: some Encodable) throws(Failure) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    } catch {
      throw .output("the results cannot be encoded: \(error)")
    }
  }
}

extension TrafficFigures.Sent {
  fileprivate init(_ report: SendReport) {
    intendedPackets = report.isSaturation ? nil : report.intended
    intendedPacketsPerSecond = report.isSaturation ? nil : report.intendedRate
    packets = report.sent - report.unsent
    packetsPerSecond = report.sentRate
    bitsPerSecond = report.bitRate
    lineBitsPerSecond = report.lineBitRate
    seconds = Double(report.nanoseconds) / 1e9
    offeredShare = report.offeredShare
    unsent = report.unsent
    largestBurst = report.largestBurst
    latenessNanoseconds = report.lateness.summary
  }
}

extension TrafficFigures.Received {
  fileprivate init(_ receive: ReceiveReport, _ report: TrafficReport) {
    packets = receive.received
    packetsPerSecond = receive.rate
    bitsPerSecond = receive.bitRate
    lineBitsPerSecond = receive.lineBitRate
    expected = report.expected ?? 0
    lost = report.lost ?? 0
    lossRatio = report.lossRatio
    duplicates = receive.duplicates
    reordered = receive.reordered
    largestReorderingExtent = receive.largestExtent
    meanReorderingExtent = receive.meanExtent
    tooOld = receive.tooOld
    corrupted = receive.corrupted
    foreign = receive.foreign
    ignored = receive.ignored
    droppedByReceiver = receive.dropped
    latencyNanoseconds = receive.latency.summary
    negativeLatencies = receive.negativeLatencies
  }
}

extension TrafficLoad {
  /// The rate as it is written on the command line.
  var rateText: String {
    switch rate {
    case .packets(let rate): return rate.description
    case .bits(let rate): return rate.description
    case .saturation: return "max"
    }
  }
}

extension TrafficRun {
  /// A span of time from the command line, in nanoseconds; at most an hour.
  static func nanoseconds(_ text: String, _ option: String) throws -> UInt64 {
    do {
      let time = try SimTime(parsing: text)
      guard time.seconds <= 3600 else {
        throw ValidationError("\(option): \(text) is too long; write at most 1 h")
      }
      return UInt64(time.picoseconds / 1000)
    } catch let error as QuantityError {
      throw ValidationError("\(option): \(error)")
    }
  }
}

extension TrafficRun.Place {
  /// `interface`, or `namespace/interface`.
  init(argument: String) {
    let parts = argument.split(separator: "/", maxSplits: 1)
    if parts.count == 2 {
      self.init(interface: String(parts[1]), namespace: String(parts[0]))
    } else {
      self.init(interface: argument)
    }
  }
}

/// Does the work of a kernel, and makes its errors the command's.
func trafficFailures<Result>(
  _ work: () throws(TrafficError) -> Result
) throws(Failure) -> Result {
  do {
    return try work()
  } catch {
    throw .work(error.description)
  }
}

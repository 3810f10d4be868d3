import Model

/// The results of a run as they are written: rates per second, times in nanoseconds.
package struct TrafficFigures: Encodable {
  /// What was asked for.
  package struct Load: Encodable {
    package var size: String
    package var arrivals: String
    package var burstSeconds: Double?
    package var pauseSeconds: Double?
    package var seed: UInt64?
    package var rate: String
    package var durationSeconds: Double
    package var burst: Int
    package var flows: Int
    package var train: Int
    package var batching: String
  }

  /// What was sent.
  package struct Sent: Encodable {
    package var intendedPackets: Int?
    package var intendedPacketsPerSecond: Double?
    package var packets: Int
    package var packetsPerSecond: Double
    package var bitsPerSecond: Double
    package var lineBitsPerSecond: Double
    package var seconds: Double
    package var offeredShare: Double
    package var unsent: Int
    package var largestBurst: Int
    package var latenessNanoseconds: TimeDistribution.Summary?
  }

  /// What was received.
  package struct Received: Encodable {
    package var packets: Int
    package var packetsPerSecond: Double
    package var bitsPerSecond: Double
    package var lineBitsPerSecond: Double
    package var expected: Int
    package var lost: Int
    package var lossRatio: Double?
    package var duplicates: Int
    package var reordered: Int
    package var largestReorderingExtent: Int
    package var meanReorderingExtent: Double
    package var tooOld: Int
    package var corrupted: Int
    package var foreign: Int
    package var ignored: Int
    package var droppedByReceiver: Int
    package var latencyNanoseconds: TimeDistribution.Summary?
    package var negativeLatencies: Int
  }

  package var load: Load?
  package var sent: Sent?
  package var received: Received?
  package var interrupted: Bool
  package var valid: Bool
  package var invalidity: [String]

  /// The figures of a report.
  package init(_ report: TrafficReport, load: TrafficLoad?, batching: TrafficRun.Batching?) {
    self.load = load.map {
      Load(
        size: $0.mix.description, arrivals: $0.arrivals.rawValue,
        burstSeconds: $0.arrivals == .onOff ? $0.burstTime.seconds : nil,
        pauseSeconds: $0.arrivals == .onOff ? $0.pauseTime.seconds : nil,
        seed: $0.arrivals == .constant ? nil : $0.seed, rate: $0.rateText,
        durationSeconds: $0.duration.seconds, burst: $0.burst, flows: $0.flows,
        train: $0.train, batching: batching?.rawValue ?? "frames")
    }
    sent = report.send.map(Sent.init)
    received = report.receive.map { Received($0, report) }
    interrupted = report.send?.isInterrupted ?? false
    valid = report.isValid
    invalidity = report.invalidity
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
  /// The rate as it is written on a command line.
  var rateText: String {
    switch rate {
    case .packets(let rate): return rate.description
    case .bits(let rate): return rate.description
    case .saturation: return "max"
    }
  }
}

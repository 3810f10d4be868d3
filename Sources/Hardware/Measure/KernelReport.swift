import FoundationEssentials
import Model
import Store

/// What a kernel printed: one line of JSON, of which this is the part that measuring needs.
///
/// It comes from a guest, so it is hostile input: nothing is assumed beyond what is decoded here,
/// and
/// a number that is not finite is refused.
struct KernelReport<Result: Decodable>: Decodable {
  let kernel: String
  let result: Result

  /// Reads the line that `agent` answered with.
  ///
  /// - Throws: `MeasureError.answer` where the line is not such a report.
  static func read(_ line: String, kernel: String, agent: String) throws(MeasureError) -> Result {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      let report = try decoder.decode(Self.self, from: Data(line.utf8))
      guard report.kernel == kernel else {
        throw MeasureError.answer(
          agent: agent, kernel: kernel, problem: "it is a report of \"\(report.kernel)\"")
      }
      return report.result
    } catch let error as MeasureError {
      throw error
    } catch {
      throw .answer(agent: agent, kernel: kernel, problem: "\(error)")
    }
  }
}

/// The kernel pi's report.
struct PiResult: Decodable {
  struct Verification: Decodable {
    let publishedHash: String
  }

  let digits: Int
  let seconds: Double
  let sha256: String
  let instructionSet: String
  let verification: Verification

  /// The figures of `workload`.
  func outcome(of workload: String, asked: Int) -> Outcome {
    var outcome = Outcome()
    outcome.measurements = [
      Measurement(workload: workload, quantity: "time", unit: "s", value: seconds)
    ]
    if digits != asked {
      outcome.invalidity.append(
        Invalidity(.checksum, "pi: \(digits) digits came back, \(asked) were asked for"))
    }
    if !(seconds.isFinite && seconds > 0) {
      outcome.invalidity.append(Invalidity(.checksum, "pi: a time of \(seconds) s is none"))
    }
    return outcome
  }
}

/// The kernel STREAM's report.
struct StreamResult: Decodable {
  struct Loop: Decodable {
    let loop: String
    let rateMbS: Double
    /// With what plain stores read before they write (write-allocate).
    let trafficMbS: Double
  }

  let figures: [Loop]
  let followsRules: Bool
  let notes: [String]

  /// The figures of `workload`.
  func outcome(of workload: String) -> Outcome {
    var outcome = Outcome()
    outcome.notes = notes.map { "\(workload): \($0)" }
    let loops = ["copy", "scale", "add", "triad"]
    for loop in loops {
      guard let figure = figures.first(where: { $0.loop == loop }), figure.rateMbS.isFinite,
        figure.rateMbS > 0
      else {
        outcome.invalidity.append(Invalidity(.checksum, "STREAM: no rate of the loop \(loop)"))
        continue
      }
      outcome.measurements.append(
        Measurement(workload: workload, quantity: loop, unit: "MB/s", value: figure.rateMbS))
    }
    outcome.measurements += figures.filter { loops.contains($0.loop) && $0.trafficMbS.isFinite }
      .map {
        Measurement(
          workload: workload, quantity: "memory.\($0.loop)_traffic", unit: "MB/s",
          value: $0.trafficMbS)
      }
    return outcome
  }
}

/// The report of a TCP sender.
struct ElasticResult: Decodable {
  struct Stream: Decodable {
    let receivedBytes: UInt64
    let retransmits: UInt32
  }

  let congestionControl: String
  let seconds: Double
  let streams: [Stream]

  /// The figures of `workload`.
  func outcome(of workload: String) -> Outcome {
    var outcome = Outcome()
    let bits = streams.reduce(0.0) { $0 + Double($1.receivedBytes) * 8 }
    guard seconds.isFinite, seconds > 0 else {
      outcome.invalidity.append(Invalidity(.offeredLoad, "TCP: a time of \(seconds) s is none"))
      return outcome
    }
    outcome.measurements = [
      Measurement(
        workload: workload, quantity: "goodput", unit: "Mbit/s", value: bits / seconds / 1e6),
      Measurement(
        workload: workload, quantity: "retransmits", unit: "1",
        value: streams.reduce(0) { $0 + Double($1.retransmits) }),
    ]
    return outcome
  }
}

/// The report of a generator or a receiver of frames.
struct TrafficResult: Decodable {
  struct Sent: Decodable {
    /// Nil for a load without a rate.
    let intendedPackets: Int?
    let packets: Int
    let seconds: Double
    let packetsPerSecond: Double
    /// Of frames with their CRC.
    let bitsPerSecond: Double
    let offeredShare: Double
    /// How late frames, or trains of them, left; nil where none was due at a time.
    let latenessNanoseconds: Latency?

    /// Bytes of a frame with its CRC in the mean.
    var meanFrame: Double {
      packetsPerSecond > 0 ? bitsPerSecond / packetsPerSecond / 8 : 0
    }
  }

  struct Latency: Decodable {
    let mean: Double
    let p50: Double
    let p99: Double
    let p999: Double
    let maximum: Double

    /// The figures behind the word latency, in nanoseconds.
    var quantities: [(suffix: String, value: Double)] {
      [("", mean), ("_p50", p50), ("_p99", p99), ("_p999", p999), ("_max", maximum)]
    }
  }

  struct Received: Decodable {
    let packets: Int
    let packetsPerSecond: Double
    /// Of frames with their CRC.
    let bitsPerSecond: Double
    let duplicates: Int
    let reordered: Int
    let corrupted: Int
    let droppedByReceiver: Int
    let latencyNanoseconds: Latency?
  }

  let sent: Sent?
  let received: Received?
  let valid: Bool
  let invalidity: [String]
}

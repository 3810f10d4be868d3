import Kernels
import Model

extension TrafficFigures {
  /// The results as lines of a name and a value.
  var table: String {
    var rows: [(String, String)] = []
    if let load {
      rows.append(
        (
          "load",
          "\(load.size), \(load.arrivals), \(load.rate) for \(load.durationSeconds) s, bursts of "
            + "at most \(load.burst), \(load.flows) flows, \(load.train) frames in a row"
        ))
    }
    if let sent { rows += Self.rows(sent) }
    if let received { rows += Self.rows(received) }
    rows.append(("valid", valid ? "yes" : "no"))
    return KernelText.lines(rows)
  }

  private static func rows(_ sent: Sent) -> [(String, String)] {
    var rows: [(String, String)] = []
    if let packets = sent.intendedPackets, let rate = sent.intendedPacketsPerSecond {
      rows.append(("intended", "\(packets) packets, \(short(rate)) packet/s"))
      rows.append(("offered", "\(short(sent.offeredShare * 100)) % of the intended load"))
    }
    rows.append(
      (
        "sent",
        "\(sent.packets) packets, \(short(sent.packetsPerSecond)) packet/s, "
          + "\(short(sent.bitsPerSecond)) bit/s (L1 \(short(sent.lineBitsPerSecond)) bit/s)"
      ))
    if sent.unsent > 0 { rows.append(("not sent", "\(sent.unsent) packets")) }
    if let lateness = sent.latenessNanoseconds {
      rows.append(("pacing error", times(lateness) + ", bursts of at most \(sent.largestBurst)"))
    }
    return rows
  }

  private static func rows(_ received: Received) -> [(String, String)] {
    var rows = [
      (
        "received",
        "\(received.packets) packets, \(short(received.packetsPerSecond)) packet/s, "
          + "\(short(received.bitsPerSecond)) bit/s (L1 \(short(received.lineBitsPerSecond)) bit/s)"
      ),
      (
        "lost",
        "\(received.lost) of \(received.expected) packets"
          + (received.lossRatio.map { ", \(short($0 * 100)) %" } ?? "")
      ),
      ("duplicates", "\(received.duplicates)"),
      (
        "reordered",
        "\(received.reordered), extent at most \(received.largestReorderingExtent)"
      ),
      ("corrupted", "\(received.corrupted)"),
    ]
    if received.tooOld > 0 { rows.append(("too old to tell", "\(received.tooOld)")) }
    if received.foreign > 0 { rows.append(("other streams", "\(received.foreign)")) }
    if received.droppedByReceiver > 0 {
      rows.append(("dropped by receiver", "\(received.droppedByReceiver)"))
    }
    if let latency = received.latencyNanoseconds { rows.append(("latency", times(latency))) }
    return rows
  }

  private static func times(_ summary: TimeDistribution.Summary) -> String {
    "p50 \(time(summary.p50)), p90 \(time(summary.p90)), p99 \(time(summary.p99)), "
      + "p99.9 \(time(summary.p999)), most \(time(summary.maximum))"
  }

  private static func time(_ nanoseconds: UInt64) -> String {
    let units: [(Double, String)] = [(1e9, "s"), (1e6, "ms"), (1e3, "us"), (1, "ns")]
    let value = Double(nanoseconds)
    let unit = units.first { $0.0 <= value } ?? (1, "ns")
    return short(value / unit.0) + " " + unit.1
  }

  /// At most four significant digits, with a prefix from a thousand on.
  private static func short(_ value: Double) -> String {
    let prefixes: [(Double, String)] = [(1e9, " G"), (1e6, " M"), (1e3, " k")]
    let prefix = prefixes.first { $0.0 <= value } ?? (1, " ")
    let scaled = value / prefix.0
    let grain = scaled >= 1000 ? 1.0 : scaled >= 100 ? 10 : scaled >= 10 ? 100 : 1000
    let text = "\((scaled * grain).rounded() / grain)"
    let number = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    return prefix.1 == " " ? number : number + prefix.1
  }
}

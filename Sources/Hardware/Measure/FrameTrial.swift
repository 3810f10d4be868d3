import Model
import Store

/// What a sender and a receiver of frames counted in one run.
struct FrameTrial {
  var sent: TrafficResult
  var received: TrafficResult
  /// Whether sender and receiver read the same clock, so that a latency means something.
  var clocksCompare: Bool
  var raw: [RawResult]

  /// Frames that did not arrive, per frame sent, 0 to 1.
  var loss: Double {
    guard let sent = sent.sent, sent.packets > 0 else { return 0 }
    return max(0, 1 - Double(arrived) / Double(sent.packets))
  }

  /// Frames that arrived, each counted once.
  var arrived: Int { received.received.map { $0.packets - $0.duplicates } ?? 0 }

  /// Seconds in which frames were to be sent, were sent, or arrived, whichever took longest: after
  /// an overload, what queues hold still arrives, and would make the rate too high over the time of
  /// sending alone.
  var seconds: Double {
    let sending = sent.sent.map {
      $0.packetsPerSecond > 0 ? Double($0.packets) / $0.packetsPerSecond : $0.seconds
    }
    let arriving = received.received.map {
      $0.packetsPerSecond > 0 ? Double($0.packets) / $0.packetsPerSecond : 0
    }
    return max(sending ?? 0, arriving ?? 0)
  }

  /// UDP payload that arrived, each frame counted once, in Mbit/s.
  var goodput: Double {
    guard let received = received.received, received.packets > 0, seconds > 0 else { return 0 }
    // Where too few came for a rate, they are taken to have the sender's sizes.
    let bytes =
      received.packetsPerSecond > 0
      ? received.bitsPerSecond / received.packetsPerSecond / 8 : sent.sent?.meanFrame ?? 0
    let payload = max(0, bytes - Double(FrameLayout.udpOverhead))
    return Double(arrived) * payload * 8 / 1e6 / seconds
  }

  /// Why the run may not be used. Clocks that differ spoil latencies alone, which are then not
  /// given.
  private var invalidity: [Invalidity] {
    var reasons = sent.invalidity.map { Invalidity(.offeredLoad, $0) }
    if clocksCompare {
      reasons += received.invalidity.map { Invalidity(.receiver, $0) }
    } else if let received = received.received, received.droppedByReceiver > 0 {
      reasons.append(
        Invalidity(
          .receiver,
          "The receiver itself dropped \(received.droppedByReceiver) frames: lower the rate."))
    }
    return reasons
  }

  /// The figures.
  func outcome(of name: String) -> Outcome {
    var outcome = Outcome()
    outcome.raw = raw
    outcome.invalidity = invalidity.map { Invalidity($0.kind, "\(name): \($0.detail)") }
    guard let sent = sent.sent, let received = received.received, sent.seconds > 0 else {
      outcome.invalidity.append(Invalidity(.offeredLoad, "\(name): a report has no counts"))
      return outcome
    }
    func add(_ quantity: String, _ unit: String, _ value: Double) {
      outcome.measurements.append(
        Measurement(workload: name, quantity: quantity, unit: unit, value: value))
    }
    add("goodput", "Mbit/s", goodput)
    add("packets", "packet/s", Double(arrived) / seconds)
    let overhead = sent.packetsPerSecond * Double(FrameLayout.udpOverhead) * 8
    add("offered", "Mbit/s", (sent.bitsPerSecond - overhead) / 1e6)
    add("loss", "1", loss)
    add("reordered", "1", Double(received.reordered))
    if clocksCompare, let latency = received.latencyNanoseconds {
      for (suffix, value) in latency.quantities { add("latency" + suffix, "us", value / 1e3) }
    } else if !clocksCompare {
      outcome.notes.append(
        "\(name): no latency: sender and receiver have clocks of their own.")
    }
    return outcome
  }
}

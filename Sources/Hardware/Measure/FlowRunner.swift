import Console
import Model
import Store

/// Runs one flow between two agents.
struct FlowRunner {
  let runner: WorkloadRunner
  let flow: Flow
  let name: String

  /// The UDP port that constant-rate flows go to: discard (RFC 863), on which nobody answers.
  private static let port = 9
  /// How long frames may be on their way after the last was sent: the queues of a slow guest hold
  /// about a second's worth.
  private static let settling = Duration.seconds(2)

  /// A warm-up that is discarded, and the runs that were asked for.
  func run() throws(MeasureError) -> Outcome {
    guard flow.sizes == .uniform else {
      throw .unsupported([
        "\(name): frames of mixed sizes are not measured by this version; "
          + "write one size, or predict it by `hypertwin simulate`"
      ])
    }
    let ends = try FlowEnds(flow, in: runner.scenario, wiring: runner.wiring)
    if runner.settings.countsInstructions {
      guard case .constantRate = flow.load else {
        var outcome = Outcome()
        outcome.notes = [
          "\(name): not run: it waits for its own acknowledgements, and waits are no instructions."
        ]
        return outcome
      }
      return try counted(ends)
    }
    switch flow.load {
    case .elastic(let window):
      runner.progress("\(name): warm-up")
      _ = try elastic(ends, window, seconds: runner.settings.warmUpSeconds)
      runner.progress("\(name): TCP")
      return try runner.watching(name) { () throws(MeasureError) in
        try elastic(ends, window, seconds: runner.settings.flowSeconds)
      }
    case .constantRate(let rate):
      return try loaded(ends, at: rate)
    case .poisson, .onOff, .requests:
      throw .unsupported([
        "\(name): only elastic and constant-rate flows are measured by this version; "
          + "`hypertwin simulate` predicts the others"
      ])
    }
  }

  /// One TCP run.
  private func elastic(
    _ ends: FlowEnds, _ window: Flow.ReceiveWindow, seconds: Double
  ) throws(MeasureError) -> Outcome {
    let source = try runner.agent(flow.source)
    let destination = try runner.agent(flow.destination)
    let grace = runner.settings.flowGraceSeconds
    var words = ["address=\(ends.to)", "seconds=\(seconds + grace)"]
    if case .size(let size) = window { words.append("window=\(size.bytes)B") }
    let receive = runner.order("tcp-receive", words)
    let send = runner.order(
      "tcp-send",
      ["to=\(ends.to)", "seconds=\(seconds)", "patience=\(runner.settings.stallSeconds)"])
    let line = try runner.asking { () throws(AgentError) in
      try destination.client.start(receive)
      do throws(AgentError) {
        // The receiver gives up first, and says why.
        let line = try source.client.run(
          send, within: .seconds(seconds + grace + runner.settings.answerSeconds))
        _ = try destination.client.result(of: receive.id, "tcp-receive", within: .seconds(grace))
        return line
      } catch {
        try? destination.client.cancel(receive.id)
        throw error
      }
    }
    let result = try KernelReport<ElasticResult>.read(
      line, kernel: "tcp-send", agent: source.client.name)
    var outcome = result.outcome(of: name)
    outcome.notes.append("\(name): TCP's congestion control was \(result.congestionControl).")
    outcome.raw = [RawResult(source: source.client.name, line: line)]
    return outcome
  }

  /// One run of frames at a rate, as the kernel traffic-send reads it.
  ///
  /// - Parameters:
  ///   - size: Bytes of a frame with its CRC; nil for the flow's own.
  ///   - words: What else that kernel is told.
  func frames(
    _ ends: FlowEnds, rate: String, seconds: Double, size: Int? = nil, words: [String] = []
  ) throws(MeasureError) -> FrameTrial {
    let source = try runner.agent(flow.source)
    let destination = try runner.agent(flow.destination)
    guard let nextHop = ends.nextHop else {
      throw .unsupported([
        "\(name): the first hop of a flow that leaves a routed VM has an address of libvirt's "
          + "choice; let the flow begin at a host"
      ])
    }
    let grace = runner.settings.flowGraceSeconds
    let stream = runner.order("", []).id & 0x7FFF
    let common = ["stream=\(stream)", "port=\(Self.port)"]
    let receive = runner.order(
      "traffic-receive",
      common + [
        "receive-on=\(destination.interface(of: ends.destination))", "seconds=\(seconds + grace)",
      ])
    let send = runner.order(
      "traffic-send",
      common + [
        "send-on=\(source.interface(of: ends.source))", "rate=\(rate)",
        "size=\(size ?? Int(flow.frame.bytes))B", "seconds=\(seconds)", "from=\(ends.from)",
        "to=\(ends.to)", "own-station=\(ends.source.station)", "station=\(nextHop)",
      ] + words)
    let lines = try runner.asking { () throws(AgentError) in
      try destination.client.start(receive)
      do throws(AgentError) {
        let sent = try source.client.run(send, within: .seconds(seconds * 3 + grace))
        let received = try lastWords(of: receive, destination.client)
        return (sent: sent, received: received)
      } catch {
        try? destination.client.cancel(receive.id)
        throw error
      }
    }
    return FrameTrial(
      sent: try KernelReport<TrafficResult>.read(
        lines.sent, kernel: "traffic-send", agent: source.client.name),
      received: try KernelReport<TrafficResult>.read(
        lines.received, kernel: "traffic-receive", agent: destination.client.name),
      clocksCompare: source.clock != nil && source.clock == destination.clock,
      raw: [
        RawResult(source: source.client.name, line: lines.sent),
        RawResult(source: destination.client.name, line: lines.received),
      ])
  }

  /// A receiver's report once its sender is done. The announcement of the end may be lost where the
  /// system is overloaded; then the receiver is told to end.
  private func lastWords(
    of receive: AgentRun, _ client: AgentClient
  ) throws(AgentError) -> String {
    do throws(AgentError) {
      return try client.result(of: receive.id, receive.kernel, within: Self.settling)
    } catch {
      guard case .timedOut = error else { throw error }
      try client.cancel(receive.id)
      return try client.result(
        of: receive.id, receive.kernel, within: .seconds(runner.settings.flowGraceSeconds))
    }
  }
}

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

  /// Seconds in which frames were sent or arrived, whichever took longer: after an overload, what
  /// queues hold still arrives, and would make the rate too high over the time of sending alone.
  var seconds: Double {
    let arriving = received.received.map {
      $0.packetsPerSecond > 0 ? Double($0.packets) / $0.packetsPerSecond : 0
    }
    return max(sent.sent?.seconds ?? 0, arriving ?? 0)
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

  /// The figures, for frames with that many bytes of UDP payload.
  func outcome(of name: String, payload: Double) -> Outcome {
    var outcome = Outcome()
    outcome.raw = raw
    outcome.invalidity = invalidity
    guard let sent = sent.sent, let received = received.received, sent.seconds > 0 else {
      outcome.invalidity.append(Invalidity(.offeredLoad, "\(name): a report has no counts"))
      return outcome
    }
    func add(_ quantity: String, _ unit: String, _ value: Double) {
      outcome.measurements.append(
        Measurement(workload: name, quantity: quantity, unit: unit, value: value))
    }
    let bits = payload * 8 / 1e6
    add("goodput", "Mbit/s", Double(arrived) * bits / seconds)
    add("packets", "packet/s", Double(arrived) / seconds)
    add("offered", "Mbit/s", sent.packetsPerSecond * bits)
    add("loss", "1", loss)
    add("reordered", "1", Double(received.reordered))
    if clocksCompare, let latency = received.latencyNanoseconds {
      add("latency", "us", latency.mean / 1e3)
      add("latency_p50", "us", latency.p50 / 1e3)
      add("latency_p99", "us", latency.p99 / 1e3)
      add("latency_max", "us", latency.maximum / 1e3)
    } else if !clocksCompare {
      outcome.notes.append(
        "\(name): no latency: sender and receiver have clocks of their own.")
    }
    return outcome
  }
}

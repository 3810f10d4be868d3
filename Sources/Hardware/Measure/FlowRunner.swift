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
    case .constantRate(let rate): return try loaded(ends, at: rate)
    case .poisson(let rate): return try random(ends, at: rate, ["arrivals=poisson"])
    case .onOff(let rate, let burst, let pause):
      return try random(
        ends, at: rate,
        [
          "arrivals=on-off", "burst-time=\(burst.seconds)", "pause-time=\(pause.seconds)",
        ])
    case .requests(let pattern): return try requests(ends, pattern)
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
      ["to=\(ends.to)", "seconds=\(seconds)", "patience=\(runner.settings.stallSeconds)"]
        + (try elasticWords()))
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
    if result.congestionControl != flow.congestionControl.rawValue {
      outcome.notes.append("\(name): TCP's congestion control was \(result.congestionControl).")
    }
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
    let grace = runner.settings.flowGraceSeconds
    let sizes = (size.map { [$0] } ?? flow.pattern).map { "\($0)B" }.joined(separator: ",")
    return try exchange(
      ends, "traffic-send", ["rate=\(rate)", "size=\(sizes)", "seconds=\(seconds)"] + words,
      receiving: ["seconds=\(seconds + grace)"]
    ) { source, send throws(MeasureError) in
      try runner.asking { () throws(AgentError) in
        try source.run(send, within: .seconds(seconds * 3 + grace))
      }
    }
  }

  /// Has one end receive what a kernel at the other sends.
  ///
  /// - Parameters:
  ///   - kernel: What sends, and what it is told besides addresses and interfaces.
  ///   - receiving: What the receiver is told besides those.
  ///   - sending: Sees to the sending, and gives the sender's report.
  func exchange(
    _ ends: FlowEnds, _ kernel: String, _ words: [String], receiving: [String],
    _ sending: (AgentClient, AgentRun) throws(MeasureError) -> String
  ) throws(MeasureError) -> FrameTrial {
    let source = try runner.agent(flow.source)
    let destination = try runner.agent(flow.destination)
    guard let nextHop = ends.nextHop else {
      throw .unsupported([
        "\(name): the first hop of a flow that leaves a routed VM has an address of libvirt's "
          + "choice; let the flow begin at a host"
      ])
    }
    let stream = runner.order("", []).id & 0x7FFF
    let common = ["stream=\(stream)", "port=\(Self.port)"]
    let receive = runner.order(
      "traffic-receive",
      common + ["receive-on=\(destination.interface(of: ends.destination))"] + receiving)
    let send = runner.order(
      kernel,
      common + [
        "send-on=\(source.interface(of: ends.source))", "from=\(ends.from)", "to=\(ends.to)",
        "own-station=\(ends.source.station)", "station=\(nextHop)",
      ] + words)
    try runner.asking { () throws(AgentError) in try destination.client.start(receive) }
    let lines: (sent: String, received: String)
    do throws(MeasureError) {
      lines.sent = try sending(source.client, send)
      lines.received = try runner.asking { () throws(AgentError) in
        try lastWords(of: receive, destination.client)
      }
    } catch {
      try? destination.client.cancel(receive.id)
      throw error
    }
    return FrameTrial(
      sent: try KernelReport<TrafficResult>.read(
        lines.sent, kernel: kernel, agent: source.client.name),
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

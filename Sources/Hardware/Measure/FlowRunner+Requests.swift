import Console
import Model
import Store

/// Flows of requests that are answered.
extension FlowRunner {
  /// A warm-up that is discarded, and the run.
  func requests(_ ends: FlowEnds, _ pattern: RequestPattern) throws(MeasureError) -> Outcome {
    runner.progress("\(name): warm-up")
    _ = try asked(ends, pattern, seconds: runner.settings.warmUpSeconds)
    runner.progress("\(name): requests of \(pattern.clients) clients")
    return try runner.watching(name) { () throws(MeasureError) in
      try asked(ends, pattern, seconds: runner.settings.flowSeconds)
    }
  }

  /// One run: the destination serves for as long as the source asks.
  private func asked(
    _ ends: FlowEnds, _ pattern: RequestPattern, seconds: Double
  ) throws(MeasureError) -> Outcome {
    let (source, destination) = (try runner.agent(flow.source), try runner.agent(flow.destination))
    let grace = runner.settings.flowGraceSeconds
    let common = ["frame=\(flow.frame.bytes)B", "response=\(pattern.response.bytes)B"]
    let serve = runner.order(
      "request-server",
      common + [
        "address=\(ends.to)", "service=\(pattern.service.seconds)", "seconds=\(seconds + grace)",
      ])
    let ask = runner.order(
      "requests",
      common + [
        "to=\(ends.to)", "clients=\(pattern.clients)", "think=\(pattern.think.seconds)",
        "seconds=\(seconds)", "seed=\(UInt64.random(in: 0...UInt64(Int64.max)))",
      ])
    let lines = try runner.asking { () throws(AgentError) in
      try destination.client.start(serve)
      do throws(AgentError) {
        let asked = try source.client.run(ask, within: .seconds(seconds + grace))
        try destination.client.cancel(serve.id)
        let served = try destination.client.result(
          of: serve.id, serve.kernel, within: .seconds(grace))
        return (asked: asked, served: served)
      } catch {
        try? destination.client.cancel(serve.id)
        throw error
      }
    }
    let result = try KernelReport<RequestsResult>.read(
      lines.asked, kernel: "requests", agent: source.client.name)
    var outcome = result.outcome(of: name, lasting: seconds, pattern)
    outcome.raw = [
      RawResult(source: source.client.name, line: lines.asked),
      RawResult(source: destination.client.name, line: lines.served),
    ]
    return outcome
  }
}

/// The report of clients that asked.
struct RequestsResult: Decodable {
  let answered: Int
  let sent: Int
  let repeats: Int
  let answeredBytes: Int
  let seconds: Double
  let responseNanoseconds: TrafficResult.Latency?
  let latenessNanoseconds: TrafficResult.Latency?
  let isInterrupted: Bool

  /// The share of the time in which clients must have asked.
  private static let leastShare = 0.999
  /// How much of the time from one request to the next clients may be late in the mean: a machine
  /// that is idle wakes them within microseconds.
  private static let mostLateness = 0.05

  /// The figures of `workload`, in the words of a simulation.
  ///
  /// - Parameter pattern: What clients were to do.
  func outcome(
    of workload: String, lasting intended: Double, _ pattern: RequestPattern
  ) -> Outcome {
    var outcome = Outcome()
    guard seconds.isFinite, seconds >= intended * Self.leastShare, !isInterrupted else {
      outcome.invalidity.append(
        Invalidity(.offeredLoad, "\(workload): clients asked for \(seconds) of \(intended) s"))
      return outcome
    }
    guard answered > 0 else {
      outcome.invalidity.append(
        Invalidity(.offeredLoad, "\(workload): none of \(sent) requests was answered"))
      return outcome
    }
    func add(_ quantity: String, _ unit: String, _ value: Double) {
      outcome.measurements.append(
        Measurement(workload: workload, quantity: quantity, unit: unit, value: value))
    }
    add("goodput", "Mbit/s", Double(answeredBytes) * 8 / seconds / 1e6)
    add("requests", "request/s", Double(answered) / seconds)
    add("repeats", "1", Double(repeats) / Double(max(sent, 1)))
    guard let latency = responseNanoseconds, let late = latenessNanoseconds?.mean else {
      return outcome
    }
    for (suffix, value) in latency.quantities { add("latency" + suffix, "us", value / 1e3) }
    add("clients.lateness", "us", late / 1e3)
    let cycle = pattern.think.seconds * 1e9 + latency.mean
    if late > Self.mostLateness * cycle {
      outcome.invalidity.append(
        Invalidity(
          .offeredLoad,
          "\(workload): clients asked \((late / 1e3).rounded()) us late in the mean, more than 5 % "
            + "of the time from one request to the next; free the processor"))
    }
    return outcome
  }
}

import Console
import Store

/// What a path costs in instructions, on a machine whose clocks count them.
///
/// Trains of frames are sent with pauses in which everything becomes idle, so that each train
/// begins with a notification at every stage. One generator and one receiver serve all trials, and
/// the counts are read between two trials, at times that both know: so what starts and ends is in
/// none of them (decision 19).
extension FlowRunner {
  /// Seconds from the first train of a trial to its last, in the rack's time.
  private static let trainSeconds = 0.8
  /// Seconds from one trial to the next: what is left is for the last train to arrive.
  private static let periodSeconds = 1.4
  /// How long before a trial's first train the counts are read, in seconds: long enough to be
  /// done, and after all frames of the trial before.
  private static let leadSeconds = 0.2
  /// Seconds until the first train, in which generator and receiver start.
  private static let startSeconds = 3.0
  /// How late 99 in 100 trains may be, in nanoseconds: half of the shortest time between two.
  private static var mostLateness: Double {
    let most = CountedTrials.trains.reduce(2) { max($0, $1.count) }
    return trainSeconds / Double(most - 1) / 2 * 1e9
  }
  /// How often each of `CountedTrials.trains` is tried.
  private static let rounds = 4
  /// Milliseconds that the receiver sleeps where no frame wakes it.
  private static let receiverSleep = 1_000

  /// The instructions for each notification, packet and byte of the path.
  func counted(_ ends: FlowEnds) throws(MeasureError) -> Outcome {
    guard let watch = runner.watch, runner.wiring.nodes.allSatisfy({ $0.machine == nil }),
      try runner.agent(flow.source).clock != nil
    else {
      throw .unsupported([
        "\(name): instructions are counted on this machine only, of flows that begin at a host; "
          + "leave out ssh in the testbed, and let the flow begin at a host"
      ])
    }
    runner.progress("\(name): instructions of trains of frames, \(Self.rounds) rounds")
    let round = CountedTrials.trains
    // What comes first fills caches of addresses and routes, and with what comes last the sender
    // ends: neither is counted.
    let uncounted = round[round.count - 1]
    let trains = [uncounted] + (0..<Self.rounds).flatMap { _ in round } + [uncounted]
    let seconds = Self.startSeconds + Double(trains.count) * Self.periodSeconds
    let start = ByteChannel.now() + UInt64(Self.startSeconds * 1e9)
    var trials = CountedTrials()
    let trial = try exchange(
      ends, "train-send",
      [
        "trials=" + trains.map(\.description).joined(separator: ","),
        "start=\(start)", "period=\(Self.periodSeconds)", "spread=\(Self.trainSeconds)",
      ],
      receiving: [
        "seconds=\(seconds + runner.settings.flowGraceSeconds)", "layout=slots",
        "patience=\(Self.receiverSleep)",
      ]
    ) { source, send throws(MeasureError) in
      try runner.asking { () throws(AgentError) in try source.start(send) }
      var before: WorkCount?
      for number in trains.indices {
        let next = start + UInt64(Double(number) * Self.periodSeconds * 1e9)
        try pass(until: next - UInt64(Self.leadSeconds * 1e9), source, send)
        let now = try WorkCount.now(watch)
        guard ByteChannel.now() < next else {
          throw .step(
            "\(name): the counts before trial \(number + 1) were read too late: this machine is "
              + "too busy to count instructions")
        }
        if let before, number > 1 { trials.add(now.since(before), of: trains[number - 1]) }
        before = now
      }
      let grace = Duration.seconds(runner.settings.flowGraceSeconds)
      return try runner.asking { () throws(AgentError) in
        try source.result(of: send.id, send.kernel, within: grace)
      }
    }
    var outcome = trials.outcome(of: name)
    let frames = trains.reduce(0) { $0 + $1.frames }
    outcome.raw += trial.raw
    outcome.invalidity += trial.sent.invalidity.map { Invalidity(.offeredLoad, "\(name): \($0)") }
    if trial.arrived != frames {
      outcome.invalidity.append(
        Invalidity(
          .offeredLoad,
          "\(name): \(frames - trial.arrived) of \(frames) frames did not arrive, so not every "
            + "frame took the whole path"))
    }
    // Single ones make their trial no longer the least of its like.
    if let late = trial.sent.sent?.latenessNanoseconds?.p99, late > Self.mostLateness {
      outcome.invalidity.append(
        Invalidity(
          .offeredLoad,
          "\(name): one in a hundred trains left \(late / 1e6) ms late or more, so trains were not "
            + "apart from each other"))
    }
    return outcome
  }

  /// Waits until a time of CLOCK_MONOTONIC, unless the sender fails or the user ends the run.
  private func pass(
    until time: UInt64, _ source: AgentClient, _ send: AgentRun
  ) throws(MeasureError) {
    let now = ByteChannel.now()
    guard now < time else { return }
    try runner.asking { () throws(AgentError) in
      do throws(AgentError) {
        _ = try source.result(
          of: send.id, send.kernel, within: .nanoseconds(Int64(time - now)))
      } catch {
        guard case .timedOut = error else { throw error }
        return
      }
      throw .failed(
        agent: source.name, kernel: send.kernel, reason: "it ended before its last trial")
    }
  }
}

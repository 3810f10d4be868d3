import LoadSearch
import Model
import Store

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Constant-rate flows in each way of loading them.
extension FlowRunner {
  /// How far a generator's limit must be above a load that is to be trusted.
  private static let margin = 1.2

  /// A warm-up that is discarded, and the flow in the ways that were asked for: first at its rate,
  /// last in saturation, after which a guest may need its time.
  func loaded(_ ends: FlowEnds, at rate: BitRate) throws(MeasureError) -> Outcome {
    let framesPerSecond = FlowRates.frames(of: flow, payload: rate)
    runner.progress("\(name): warm-up")
    // Addresses are resolved and the guest's caches filled.
    _ = try frames(
      ends, rate: "\(framesPerSecond)packet/s", seconds: runner.settings.warmUpSeconds)
    var total = Outcome()
    for measure in FlowMeasure.allCases where runner.settings.flowMeasures.contains(measure) {
      switch measure {
      case .rate:
        runner.progress("\(name): \(rate)")
        total.add(
          try runner.watching(name) { () throws(MeasureError) in
            var outcome = try frames(
              ends, rate: "\(framesPerSecond)packet/s", seconds: runner.settings.flowSeconds
            ).outcome(of: name)
            if let reason = nearLimit(framesPerSecond) { outcome.invalidity.append(reason) }
            return outcome
          })
      case .search: total.add(try searched(ends))
      case .saturation:
        runner.progress("\(name): saturation")
        total.add(
          try runner.watching(name, prefix: "saturation_") { () throws(MeasureError) in
            try saturated(ends)
          })
      }
    }
    return total
  }

  /// Frames per second that the narrowest link of the path carries; nil for a path without one.
  var lineRate: Double? { runner.scenario.lineRate(of: flow) }

  /// What generator and receiver do at most with these frames, in frames per second; nil where it
  /// was not tried.
  private var generatorLimit: Double? {
    runner.settings.generatorLimits[flow.frameName]
  }

  /// Why a load is too near what generator and receiver do at most; nil where it is not.
  func nearLimit(_ framesPerSecond: Double) -> Invalidity? {
    guard let limit = generatorLimit, limit < Self.margin * framesPerSecond else { return nil }
    return Invalidity(
      .generatorLimit,
      "\(name): generator and receiver do \(limit.rounded()) frames per second without anything "
        + "between them, less than \(Self.margin) times the \(framesPerSecond.rounded()) that are "
        + "to be measured; lower the rate, or use a faster machine")
  }

  /// The flow as fast as the link carries it or the generator makes it, whichever is less.
  ///
  /// That less was sent than was intended does not spoil it; that is what is reported.
  private func saturated(_ ends: FlowEnds) throws(MeasureError) -> Outcome {
    let line = lineRate
    let trial = try frames(
      ends, rate: line.map { "\($0)packet/s" } ?? "max", seconds: runner.settings.flowSeconds)
    var outcome = Outcome()
    outcome.raw = trial.raw
    guard let sent = trial.sent.sent, let received = trial.received.received, sent.seconds > 0,
      sent.packets > 0
    else {
      outcome.invalidity = [
        Invalidity(.offeredLoad, "\(name): a report of the saturation has no counts")
      ]
      return outcome
    }
    let passed = Double(trial.arrived) / trial.seconds
    // Of mixed sizes, more of one than of another may be lost.
    let payload = passed > 0 ? trial.goodput * 1e6 / 8 / passed : flow.meanPayload
    outcome.measurements = LoadFigure.saturation(
      intended: line, offered: sent.packetsPerSecond, passed: passed, loss: trial.loss,
      payload: payload
    ).map { Measurement($0, of: name) }
    if received.droppedByReceiver > 0 {
      outcome.invalidity.append(
        Invalidity(
          .receiver,
          "\(name): in saturation the receiver itself dropped \(received.droppedByReceiver) "
            + "frames: what passed is not known"))
    }
    return outcome
  }

  /// NDR and PDR.
  private func searched(_ ends: FlowEnds) throws(MeasureError) -> Outcome {
    let effort = runner.settings.search
    let settings = effort.settings(maximumLoad: lineRate ?? FlowRates.mostFrames(of: flow))
    guard settings.problems.isEmpty else {
      throw .unsupported(settings.problems.map { "\(name): \($0)" })
    }
    var search = ThroughputSearch(settings)
    var course: [CanonicalJSON] = []
    while let trial = search.next() {
      runner.progress(
        "\(name): search, trial \(search.trials + 1) after \(Int(search.elapsed)) s of at most "
          + "\(Int(effort.longest)): \(Int(trial.load.rounded())) frames/s for \(trial.seconds) s")
      let result = try tried(trial, ends)
      course.append(result.json)
      search.record(result)
    }
    var outcome = Outcome(search, of: name, payload: flow.meanPayload)
    outcome.raw = [
      RawResult(source: "search", line: CanonicalJSON.object(["trials": .array(course)]).text)
    ]
    return outcome
  }

  /// One trial of a search. A load beyond what the generator is good for is not tried, and counts
  /// as not offered.
  private func tried(_ trial: Trial, _ ends: FlowEnds) throws(MeasureError) -> TrialResult {
    if let limit = generatorLimit, nearLimit(trial.load) != nil {
      return TrialResult(
        trial, sent: Int(limit / Self.margin * trial.seconds), received: 0, wholeSeconds: 0)
    }
    let start = Self.now()
    let run = try frames(ends, rate: "\(trial.load)packet/s", seconds: trial.seconds)
    let whole = Self.now() - start
    guard let sent = run.sent.sent, let received = run.received.received else {
      throw .answer(agent: name, kernel: "traffic-send", problem: "it has no counts")
    }
    guard received.droppedByReceiver == 0 else {
      // What the receiver itself dropped had passed; it is good for what it accounted for.
      return TrialResult(
        trial, sent: min(run.arrived, sent.packets - received.droppedByReceiver),
        received: run.arrived, wholeSeconds: whole)
    }
    return TrialResult(
      trial, intended: sent.intendedPackets, sent: sent.packets, received: run.arrived,
      seconds: sent.seconds, wholeSeconds: whole)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

extension Outcome {
  /// What a search found for the flow `name` of frames with that many bytes of UDP payload.
  init(_ search: ThroughputSearch, of name: String, payload: Double) {
    self.init()
    let found = SearchFigures(search, of: name, payload: payload)
    measurements = found.figures.map { Measurement($0, of: name) }
    notes = found.notes
  }
}

extension Measurement {
  /// What was found by loading the flow `name`.
  fileprivate init(_ figure: LoadFigure, of name: String) {
    self.init(workload: name, quantity: figure.quantity, unit: figure.unit, value: figure.value)
  }
}

extension TrialResult {
  /// For the record of a search.
  fileprivate var json: CanonicalJSON {
    [
      "load": .number(trial.load), "seconds": .number(trial.seconds),
      "intended": .integer(Int64(intended)), "sent": .integer(Int64(sent)),
      "received": .integer(Int64(received)), "sent_seconds": .number(seconds),
      "whole_seconds": .number(wholeSeconds), "loss": .number(lossRatio),
      "offered": .bool(isOffered),
    ]
  }
}

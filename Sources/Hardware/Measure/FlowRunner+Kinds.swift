import Model

/// What kinds of flows need beside others.
extension FlowRunner {
  /// The greatest segment of a TCP connection is no smaller than this on Linux (tcp(7)), in bytes.
  private static let leastSegment = 88

  /// A warm-up that is discarded, and a run in which the times between frames are random.
  ///
  /// - Parameters:
  ///   - rate: Of UDP payload; of on–off flows, during a burst.
  ///   - arrivals: What the kernel traffic-send is told of the times.
  func random(
    _ ends: FlowEnds, at rate: BitRate, _ arrivals: [String]
  ) throws(MeasureError) -> Outcome {
    let framesPerSecond = FlowRates.frames(of: flow, payload: rate)
    func run(_ seconds: Double) throws(MeasureError) -> FrameTrial {
      // Every run draws times of its own; the generator's report keeps the seed.
      try frames(
        ends, rate: "\(framesPerSecond)packet/s", seconds: seconds,
        words: arrivals + ["seed=\(UInt64.random(in: 0...UInt64(Int64.max)))"])
    }
    runner.progress("\(name): warm-up")
    _ = try run(runner.settings.warmUpSeconds)
    runner.progress("\(name): \(rate), random")
    return try runner.watching(name) { () throws(MeasureError) in
      var outcome = try run(runner.settings.flowSeconds).outcome(of: name)
      if let reason = nearLimit(framesPerSecond) { outcome.invalidity.append(reason) }
      return outcome
    }
  }

  /// What a TCP sender is told beside where and how long. Its segments make frames of the flow's
  /// size.
  func elasticWords() throws(MeasureError) -> [String] {
    let segment = FrameLayout.tcpSegment(frame: Int(flow.frame.bytes))
    guard segment >= Self.leastSegment else {
      let least = Self.leastSegment + Int(flow.frame.bytes) - segment
      throw .unsupported([
        "\(name): Linux's TCP makes no frames of \(flow.frame); write at least \(least) B"
      ])
    }
    var words = [
      "segment=\(segment)B",
      "congestion-control=\(flow.congestionControl.rawValue)",
    ]
    if let buffer = flow.sendBuffer { words.append("send-buffer=\(buffer.bytes)B") }
    return words
  }
}

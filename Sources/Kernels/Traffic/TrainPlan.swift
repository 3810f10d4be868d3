public import Model

/// Trains of frames that leave at set times, so that what a path executes for each can be counted.
///
/// A trial is some trains of one length, with frames of one size; all trials last equally long. One
/// sender sends them all, so that no trial has its start or its end in it.
public struct TrainPlan: Hashable, Sendable {
  /// The trials, one after another: 1 to 1000, each of 1 to 10,000 trains of 1 to 1024 frames.
  public var trials: [PacketTrains]
  /// When the first train leaves, in nanoseconds of CLOCK_MONOTONIC.
  public var start: UInt64
  /// From the first train of a trial to the first of the next: more than 0 s, at most 1000 s.
  public var period: SimTime
  /// From the first train of a trial to its last: shorter than `period`.
  public var spread: SimTime
  /// The number of the stream, by which a receiver knows its frames.
  public var stream: UInt16 = 1
  /// The addresses in the frames.
  public var addresses = TrafficAddresses()

  /// Those trials at those times; the rest can be set.
  public init(trials: [PacketTrains], start: UInt64, period: SimTime, spread: SimTime) {
    self.trials = trials
    self.start = start
    self.period = period
    self.spread = spread
  }

  /// The frames of all trials.
  public var frames: Int { trials.reduce(0) { $0 + $1.frames } }

  /// When a train of a trial leaves, both counted from 0, in nanoseconds of CLOCK_MONOTONIC.
  public func due(trial: Int, train: Int) -> UInt64 {
    let gaps = max(1, trials[trial].count - 1)
    let within = spread.seconds * Double(train) / Double(gaps)
    return start + UInt64((Double(trial) * period.seconds + within) * 1e9)
  }

  /// The sizes that occur, each once, in the order in which they first do.
  var sizes: [Int] {
    trials.reduce(into: []) { if !$0.contains($1.size) { $0.append($1.size) } }
  }

  /// Refuses what cannot be sent.
  ///
  /// - Throws: `TrafficError.setting`, which says what to write instead.
  public func validate() throws(TrafficError) {
    guard (1...1000).contains(trials.count) else {
      throw .setting("\(trials.count) trials; there must be from 1 to 1000")
    }
    for trial in trials {
      guard (1...10_000).contains(trial.count), (1...1024).contains(trial.length) else {
        throw .setting(
          "\(trial.count) trains of \(trial.length) frames; there must be from 1 to 10000 trains, "
            + "of 1 to 1024 frames")
      }
    }
    guard period > .zero, period.seconds <= 1000, spread >= .zero, spread < period else {
      throw .setting(
        "trains for \(spread) in every \(period); the period must be at most 1000 s, and longer "
          + "than the trains' time")
    }
    _ = try FrameMix(pattern: sizes)
  }
}

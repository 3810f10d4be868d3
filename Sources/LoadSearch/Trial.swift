/// Frames sent at a constant load for some time: what a search asks for.
public struct Trial: Hashable, Sendable, Codable {
  /// The shortest trial that can be asked for, in seconds.
  public static let shortest = 0.001

  /// Frames per second that are to be sent.
  public var load: Double
  /// How long, in seconds.
  public var seconds: Double
  /// The load's place in the search's grid.
  var index: Int

  enum CodingKeys: String, CodingKey { case load, seconds, index }
}

/// What came of a trial.
public struct TrialResult: Hashable, Sendable, Codable {
  /// The share of the intended frames that must have been sent in the intended time.
  public static let leastOffered = 0.999

  /// What was asked for.
  public var trial: Trial
  /// Frames that were to be sent.
  public var intended: Int
  /// Frames that were sent.
  public var sent: Int
  /// Frames that arrived, each counted once.
  public var received: Int
  /// Seconds from the first frame sent to the last. More than intended is duration stretching.
  public var seconds: Double
  /// Seconds that the trial took with all that belongs to it; not below `seconds`.
  public var wholeSeconds: Double

  /// The result of `trial`.
  ///
  /// - Parameters:
  ///   - intended: frames that were to be sent; nil for the load times the duration, rounded.
  ///   - seconds: how long they were sent; nil for as long as was asked for.
  ///   - wholeSeconds: with set-up and waiting for the last frames; nil for `seconds`.
  public init(
    _ trial: Trial, intended: Int? = nil, sent: Int, received: Int, seconds: Double? = nil,
    wholeSeconds: Double? = nil
  ) {
    self.trial = trial
    self.intended = intended ?? Int((trial.load * trial.seconds).rounded())
    self.sent = sent
    self.received = received
    self.seconds = seconds ?? trial.seconds
    self.wholeSeconds = max(self.seconds, wholeSeconds ?? self.seconds)
  }

  /// Frames lost per frame sent, 0 to 1; 0 where none was sent.
  public var lossRatio: Double {
    sent > 0 ? max(0, Double(sent - received) / Double(sent)) : 0
  }

  /// Whether the generator did what was asked for: 99.9 % of the frames in at most the time that
  /// makes 99.9 % of the load. A trial that is not so says nothing of the system under test.
  public var isOffered: Bool {
    Double(sent) >= Self.leastOffered * Double(intended)
      && seconds * Self.leastOffered <= trial.seconds
  }

  /// Frames per second that were really sent.
  public var offeredLoad: Double {
    seconds > 0 ? min(Double(sent) / seconds, Double(sent) / trial.seconds) : 0
  }

  /// The load that would have arrived had all gone as intended: the load less its loss.
  public var forwardedLoad: Double { trial.load * (1 - lossRatio) }
}

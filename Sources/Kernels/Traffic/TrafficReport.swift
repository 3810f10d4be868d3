/// What came of a run: what was sent, what was received, and whether that means anything.
public struct TrafficReport: Sendable {
  /// The sender's part; nil where only a receiver ran.
  public let send: SendReport?
  /// The receiver's part; nil where only a sender ran.
  public let receive: ReceiveReport?

  /// A report of the parts that ran.
  public init(send: SendReport?, receive: ReceiveReport?) {
    self.send = send
    self.receive = receive
  }

  /// Frames that should have arrived; nil where nobody received.
  public var expected: Int? { receive?.expected(sent: send.map { $0.sent - $0.unsent }) }

  /// Frames that did not arrive; nil where nobody received.
  public var lost: Int? {
    guard let receive, let expected else { return nil }
    return max(0, expected - receive.unique)
  }

  /// The lost share of the expected frames; nil where none were expected.
  public var lossRatio: Double? {
    guard let lost, let expected, expected > 0 else { return nil }
    return Double(lost) / Double(expected)
  }

  /// Why the run must not be used, one sentence each; empty if it may.
  public var invalidity: [String] {
    var reasons: [String] = []
    if let send {
      if send.isInterrupted { reasons.append("The sender was interrupted.") }
      if send.isStretched {
        let percent = (send.offeredShare * 1e5).rounded() / 1e3
        reasons.append(
          "Only \(percent) % of the intended load was offered (99.9 % are needed): lower the rate, "
            + "or free the processor.")
      }
      if send.unsent > 0 { reasons.append("\(send.unsent) frames were refused by the interface.") }
    }
    if let receive {
      if receive.dropped > 0 {
        reasons.append(
          "The receiver itself dropped \(receive.dropped) frames: give it a larger ring or a core.")
      }
      if receive.isClockStepped {
        reasons.append("The machine's clock was set during the run: latencies mean nothing.")
      }
      if receive.negativeLatencies > 0 {
        reasons.append(
          "\(receive.negativeLatencies) frames arrived before they were sent: the clocks of sender "
            + "and receiver disagree, so latencies mean nothing.")
      }
    }
    return reasons
  }

  /// Whether the run may be used.
  public var isValid: Bool { invalidity.isEmpty }
}

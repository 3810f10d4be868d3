/// How long a sender waits for an acknowledgement before it sends again (RFC 6298).
///
/// Every transmission is told apart by its number, as timestamps do, so that a repeated segment
/// gives a valid sample too. All times are in picoseconds.
struct RetransmissionTimeout {
  /// The timeout before the first sample: 1 s (RFC 6298, 2.1).
  static let initial: Int64 = 1_000_000_000_000
  /// The least allowance for variation above the smoothed round trip, as Linux has it: 200 ms.
  static let minimumVariation: Int64 = 200_000_000_000
  /// The longest timeout, as Linux has it: 120 s.
  static let longest: Int64 = 120_000_000_000_000

  private var smoothed: Int64 = -1
  private var variation: Int64 = 0
  private var doublings = 0

  /// Whether no timeout has happened since the last sample.
  var isFirst: Bool { doublings == 0 }

  /// The smoothed round trip; nil before the first sample.
  var roundTrip: Int64? { smoothed < 0 ? nil : smoothed }

  /// The timeout that applies now.
  var length: Int64 { length(after: doublings) }

  /// The timeout after so many timeouts in a row.
  func length(after doublings: Int) -> Int64 {
    let base =
      smoothed < 0 ? Self.initial : smoothed + max(4 * variation, Self.minimumVariation)
    // Ten doublings of the least timeout exceed the longest.
    return min(base << min(doublings, 10), Self.longest)
  }

  /// Takes in the time between a packet and its acknowledgement.
  mutating func measure(roundTrip: Int64) {
    if smoothed < 0 {
      smoothed = roundTrip
      variation = roundTrip / 2
    } else {
      variation += (abs(smoothed - roundTrip) - variation) / 4
      smoothed += (roundTrip - smoothed) / 8
    }
    doublings = 0
  }

  /// A timeout has happened: the next is twice as long.
  mutating func backOff() { doublings += 1 }
}

/// What one run of one job took.
struct Measurement: Hashable {
  /// Events or packets offered.
  var units: Int
  /// Nanoseconds for all of them.
  var nanoseconds: Int
  /// Packets that reached the receiver, so that engines can be seen to do the same work.
  var forwarded: Int
  /// Events that the engine took from its event set; 0 where it does not say.
  var events: Int

  /// Times `work`, which returns the numbers of forwarded packets and of events.
  init(
    timing units: Int, _ work: () throws -> (forwarded: Int, events: Int)
  ) rethrows {
    let clock = ContinuousClock()
    let start = clock.now
    (forwarded, events) = try work()
    let elapsed = (clock.now - start).components
    nanoseconds = Int(elapsed.seconds) * 1_000_000_000 + Int(elapsed.attoseconds / 1_000_000_000)
    self.units = units
  }

  /// A measurement that something else has timed.
  init(units: Int, nanoseconds: Int, forwarded: Int, events: Int) {
    self.units = units
    self.nanoseconds = nanoseconds
    self.forwarded = forwarded
    self.events = events
  }

  /// Reads `UNITS NANOSECONDS FORWARDED EVENTS`, as all peers print it; nil if it is anything else.
  init?(line: some StringProtocol) {
    let numbers = line.split { $0 == " " || $0 == "\n" }.map { Int($0) }
    guard numbers.count == 4, let units = numbers[0], let nanoseconds = numbers[1],
      let forwarded = numbers[2], let events = numbers[3], units > 0, nanoseconds > 0,
      forwarded >= 0, events >= 0
    else { return nil }
    self.units = units
    self.nanoseconds = nanoseconds
    self.forwarded = forwarded
    self.events = events
  }

  /// `UNITS NANOSECONDS FORWARDED EVENTS`.
  var line: String { "\(units) \(nanoseconds) \(forwarded) \(events)" }

  /// Nanoseconds for one event or packet.
  var each: Double { Double(nanoseconds) / Double(units) }

  /// The part of the packets that were forwarded.
  var share: Double { Double(forwarded) / Double(units) }
}

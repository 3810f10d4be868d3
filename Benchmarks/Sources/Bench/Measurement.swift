/// What one run of one job took.
struct Measurement: Hashable {
  /// Events or packets offered.
  var units: Int
  /// Nanoseconds for all of them.
  var nanoseconds: Int
  /// Packets that reached the receiver, so that engines can be seen to do the same work.
  var forwarded: Int

  /// Times `work`, which returns the number of forwarded packets.
  init(timing units: Int, _ work: () throws -> Int) rethrows {
    let clock = ContinuousClock()
    let start = clock.now
    forwarded = try work()
    let elapsed = (clock.now - start).components
    nanoseconds = Int(elapsed.seconds) * 1_000_000_000 + Int(elapsed.attoseconds / 1_000_000_000)
    self.units = units
  }

  /// Reads `UNITS NANOSECONDS FORWARDED`, as all peers print it; nil if it is anything else.
  init?(line: some StringProtocol) {
    let numbers = line.split { $0 == " " || $0 == "\n" }.map { Int($0) }
    guard numbers.count == 3, let units = numbers[0], let nanoseconds = numbers[1],
      let forwarded = numbers[2], units > 0, nanoseconds > 0, forwarded >= 0
    else { return nil }
    self.units = units
    self.nanoseconds = nanoseconds
    self.forwarded = forwarded
  }

  /// `UNITS NANOSECONDS FORWARDED`.
  var line: String { "\(units) \(nanoseconds) \(forwarded)" }

  /// Nanoseconds for one event or packet.
  var each: Double { Double(nanoseconds) / Double(units) }
}

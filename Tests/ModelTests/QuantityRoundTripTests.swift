import Model
import Testing

/// What a quantity prints can be read, and is the same quantity.
@Suite struct QuantityRoundTripTests {
  /// Printed and read numbers are divided and multiplied by the unit: half a unit in the last place
  /// for each, and for the quotient's decimal digits none.
  private static let tolerance = 2 * Double.ulpOfOne

  @Test(arguments: [1, 2, 3] as [UInt64])
  func descriptionsAreReadBack(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    for _ in 0..<2_000 {
      let scale = Double.random(in: -5...20, using: &generator)
      let number = Double.random(in: 1...10, using: &generator) * power(scale)
      try expectRoundTrip(BitRate(bitsPerSecond: number))
      try expectRoundTrip(ByteRate(bytesPerSecond: number))
      try expectRoundTrip(Frequency(hertz: number))
      try expectRoundTrip(PacketRate(packetsPerSecond: number))
      // A Double counts bytes or picoseconds one by one up to 2^53; some bits go to the unit.
      let whole = Int64.random(in: 0..<1 << 50, using: &generator)
      let shift = Int64.random(in: 0..<50, using: &generator)
      let bytes = ByteCount(bytes: whole >> shift)
      #expect(try ByteCount(parsing: bytes.description) == bytes, "seed \(seed)")
      let time = SimTime(picoseconds: whole >> shift)
      #expect(try SimTime(parsing: time.description) == time, "seed \(seed): \(time)")
    }
  }

  @Test(arguments: [
    "1 ps", "3 ns", "7 ns", "500 ns", "20 us", "100 ms", "250 ms", "1 s", "90 s", "1 min", "2 h",
  ])
  func timesPrintAsTheyAreWritten(text: String) throws {
    let time = try SimTime(parsing: text)
    #expect(time.description == text)
  }

  @Test func quantitiesPrintInTheUnitThatTakesTheFewestDigits() throws {
    #expect(BitRate(bitsPerSecond: 1e9).description == "1 Gbit/s")
    #expect(BitRate(bitsPerSecond: 999).description == "999 bit/s")
    #expect(Frequency(hertz: 2.66e9).description == "2.66 GHz")
    #expect(ByteCount(bytes: 64 << 20).description == "64 MiB")
    #expect(ByteCount(bytes: 1518).description == "1518 B")
    #expect(ByteCount(bytes: 0).description == "0 B")
  }

  private func expectRoundTrip<Value: Quantity & CustomStringConvertible>(
    _ value: Value
  ) throws {
    let again = try Value(parsing: value.description)
    #expect(
      (again.base - value.base).magnitude <= Self.tolerance * value.base.magnitude,
      "\(value) was read as \(again)")
  }

  /// Ten to that power, near enough for a random scale.
  private func power(_ exponent: Double) -> Double {
    var result = 1.0
    for _ in 0..<Int(exponent.magnitude) { result *= 10 }
    return exponent < 0 ? 1 / result : result
  }
}

/// A seeded generator (Steele, Lea & Flood 2014), so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

import Model
import Testing

/// Quantities are read with their units or not at all.
@Suite struct QuantityTests {
  @Test func everyUnitHasTheSizeOfItsPrefix() throws {
    try expectUnits(
      Frequency.self, ["Hz": 1, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9])
    try expectUnits(
      BitRate.self,
      ["bit/s": 1, "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9, "Tbit/s": 1e12])
    try expectUnits(
      ByteRate.self, ["B/s": 1, "kB/s": 1e3, "MB/s": 1e6, "GB/s": 1e9, "TB/s": 1e12])
    try expectUnits(PacketRate.self, ["packet/s": 1, "kpacket/s": 1e3, "Mpacket/s": 1e6])
    try expectUnits(
      ByteCount.self,
      [
        "B": 1, "kB": 1e3, "KiB": 1024, "MB": 1e6, "MiB": 1_048_576, "GB": 1e9,
        "GiB": 1_073_741_824, "TB": 1e12, "TiB": 1_099_511_627_776,
      ])
    try expectUnits(
      SimTime.self,
      ["ps": 1, "ns": 1e3, "us": 1e6, "ms": 1e9, "s": 1e12, "min": 60e12, "h": 3600e12])
  }

  private func expectUnits<Value: Quantity>(
    _ type: Value.Type, _ sizes: [String: Double]
  ) throws {
    #expect(Set(Value.symbols) == Set(sizes.keys))
    for (symbol, size) in sizes.sorted(by: { $0.key < $1.key }) {
      for text in ["3 \(symbol)", "3\(symbol)", " 3  \(symbol)", "+3 \(symbol)", "3.0 \(symbol)"] {
        let value = try Value(parsing: text)
        #expect(value == Value(base: 3 * size), "\(text)")
      }
      #expect(try Value(parsing: "0 \(symbol)").base == 0)
    }
    #expect(Value.units.map(\.size) == Value.units.map(\.size).sorted(), "smallest first")
  }

  @Test func exponentsAreNumbersAndNotUnits() throws {
    #expect(try Frequency(parsing: "1e9 Hz") == Frequency(hertz: 1e9))
    #expect(try Frequency(parsing: "2.5E+9Hz") == Frequency(hertz: 2.5e9))
    #expect(try SimTime(parsing: "1e-3 s") == SimTime(seconds: 1e-3))
  }

  @Test(arguments: ["1 gbit/s", "1 Gb/s", "1 GB/s", "1 Gibit/s", "1 Gbit", "1 bits", "1 GBIT/S"])
  func otherUnitsAreRefusedByName(text: String) {
    expectProblem(BitRate.self, text) { problem in
      if case .unknownUnit = problem { return true }
      return false
    }
  }

  @Test(arguments: ["1b", "1 Kb", "1 kb", "1 K", "1 KB", "1 mB", "1 bit", "1 GIB"])
  func bitsAreNotBytes(text: String) {
    expectProblem(ByteCount.self, text) { problem in
      if case .unknownUnit = problem { return true }
      return false
    }
  }

  @Test(arguments: ["5", "5.", "0", "1e3", " 7 "])
  func aNumberAloneIsRefused(text: String) {
    expectProblem(ByteCount.self, text) { $0 == .missingUnit }
  }

  @Test(arguments: [
    "", " ", "GHz", "NaN GHz", "nan GHz", "inf GHz", "-inf GHz", "- GHz", "1.2.3 GHz", "1-2 GHz",
    "0x10 GHz", "１ GHz", "eins GHz", "1,5 GHz", "--1 GHz", "e9 Hz",
  ])
  func whatIsNoNumberIsRefused(text: String) {
    #expect(throws: QuantityError.self, "\(text)") { try Frequency(parsing: text) }
  }

  @Test(arguments: ["-1 s", "-0.001 ps", "-1e300 h"])
  func negativeAmountsAreOutOfRange(text: String) {
    expectProblem(SimTime.self, text) { $0 == .outOfRange }
  }

  @Test func amountsThatTheTypeCannotHoldAreRefused() throws {
    expectProblem(ByteCount.self, "9000000 TiB") { $0 == .outOfRange }
    expectProblem(ByteCount.self, "9223372036854775808 B") { $0 == .outOfRange }
    expectProblem(SimTime.self, "2501 h") { $0 == .outOfRange }
    expectProblem(BitRate.self, "1e300 Tbit/s") { $0 == .outOfRange }
    let digits = String(repeating: "9", count: 400)
    #expect(throws: QuantityError.self) { try BitRate(parsing: "\(digits) bit/s") }
    #expect(try ByteCount(parsing: "8388607 TiB").bytes == 8_388_607 << 40)
  }

  @Test func everyErrorTellsWhatToWrite() {
    for text in ["", "5", "5 gb/s", "-5 bit/s", "1e300 Tbit/s"] {
      do {
        let value = try BitRate(parsing: text)
        Issue.record("\"\(text)\" was read as \(value)")
      } catch {
        let message = error.description
        #expect(message.contains("bit/s") || message.contains("must"), "\(message)")
      }
    }
    #expect {
      try BitRate(parsing: "1 gb")
    } throws: { error in
      "\(error)" == "unknown unit \"gb\"; use bit/s, kbit/s, Mbit/s, Gbit/s or Tbit/s"
    }
  }

  private func expectProblem<Value: Quantity>(
    _ type: Value.Type, _ text: String, _ isExpected: (QuantityError.Problem) -> Bool
  ) {
    do {
      let value = try Value(parsing: text)
      Issue.record("\"\(text)\" was read as \(value)")
    } catch {
      #expect(isExpected(error.problem), "\"\(text)\": \(error.problem)")
      #expect(error.text == text)
    }
  }
}

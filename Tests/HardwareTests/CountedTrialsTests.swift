import Model
import Store
import Testing

@testable import Hardware

/// What trials of trains say of a path.
@Suite
struct CountedTrialsTests {
  private static func value(_ quantity: String, _ outcome: Outcome) throws -> Double {
    try #require(outcome.measurements.first { $0.quantity == quantity }).value
  }

  /// What a made-up path executes for some trains.
  private static func path(_ trains: PacketTrains) -> Double {
    2_000_000 + 31_000 * Double(trains.count) + 12_500 * Double(trains.frames)
      + 3.5 * Double(trains.frames * trains.size)
  }

  @Test
  func aPathsCostsAreFoundBehindWhatComesByChance() throws {
    var trials = CountedTrials()
    // Each kind of trial is disturbed in two of three rounds, in all but one by millions.
    for round in 0..<3 {
      for (number, trains) in CountedTrials.trains.enumerated() {
        let chance = (number + round) % 3 == 0 ? 0.0 : 1e6 * Double(1 + number * round)
        let whole = Self.path(trains) + chance
        trials.add(WorkCount(total: whole, parts: ["vcpu": whole / 4]), of: trains)
      }
    }
    let outcome = trials.outcome(of: "udp")
    #expect(outcome.invalidity.isEmpty)
    #expect(abs(try Self.value("notification", outcome) - 31_000) < 1)
    #expect(abs(try Self.value("packet", outcome) - 12_500) < 1)
    #expect(abs(try Self.value("byte", outcome) - 3.5) < 0.001)
    #expect(abs(try Self.value("vcpu_packet", outcome) - 3_125) < 1)
    #expect(try Self.value("packet_error", outcome) < 1)
    #expect(try Self.value("deviation", outcome) < 1)
    #expect(outcome.raw.count == 1)
  }

  /// A deviation that all rounds share is no chance, and standard errors tell it.
  @Test
  func whatTheModelDoesNotExplainWidensTheErrors() throws {
    var trials = CountedTrials()
    for (number, trains) in CountedTrials.trains.enumerated() {
      let whole = Self.path(trains) + (number.isMultiple(of: 2) ? 400_000 : 0)
      trials.add(WorkCount(total: whole, parts: [:]), of: trains)
    }
    let outcome = trials.outcome(of: "udp")
    #expect(try Self.value("deviation", outcome) > 100_000)
    #expect(try Self.value("packet_error", outcome) > 100)
  }

  @Test
  func aPartThatWasNotThereAllTheTimeIsLeftOut() throws {
    var trials = CountedTrials()
    for (number, trains) in CountedTrials.trains.enumerated() {
      let parts = number == 0 ? ["vcpu": 1.0] : ["vcpu": 1.0, "workers": 5.0]
      trials.add(WorkCount(total: Self.path(trains), parts: parts), of: trains)
    }
    let quantities = trials.outcome(of: "udp").measurements.map(\.quantity)
    #expect(quantities.contains("vcpu_packet"))
    #expect(!quantities.contains { $0.hasPrefix("workers") })
  }

  @Test
  func tooFewTrialsAreInvalidAndGiveNothing() {
    var trials = CountedTrials()
    for trains in CountedTrials.trains.prefix(3) {
      trials.add(WorkCount(total: Self.path(trains), parts: [:]), of: trains)
    }
    let outcome = trials.outcome(of: "udp")
    #expect(outcome.measurements.isEmpty)
    #expect(outcome.invalidity.count == 1)
  }
}

import Model
import Simulator
import Testing

@testable import Formats

/// Damaged scenarios are refused or can be simulated; none stops the program.
@Suite struct ScenarioFuzzTests {
  private static let mutationsOfEach = 150

  /// Packets that one replication may take: about 50 ms of simulation.
  private static let packetLimit = 20_000.0

  @Test(arguments: Fixture.files(in: "scenarios", suffix: ".yaml"))
  func damagedScenariosAreRefusedOrSimulated(path: String) throws {
    let calibration = "calibration/directional.yaml"
    let costs = CostModel(
      name: "fuzz",
      parameters: try CalibrationFile.read(try Fixture.text(calibration), file: calibration)
        .calibration.parameters)
    let text = try Fixture.text(path)
    // The seed is the path, so that each file has mutations of its own and all can be repeated.
    var mutator = Mutator(seed: path.utf8.reduce(1) { $0 &* 31 &+ UInt64($1) })
    var simulated = 0
    for _ in 0..<Self.mutationsOfEach {
      let mutant = mutator.mutant(of: text)
      guard let loaded = try? ScenarioFile.read(mutant, file: path) else { continue }
      guard let scenario = bounded(loaded.scenario) else { continue }
      #expect(scenario.findings == [], "accepted, but not once its time is cut")
      // A parameter of the mutant's own is an error of the simulation; all else must work.
      _ = try? Simulation(scenario: scenario, costs: costs).replicate(0, seed: 1)
      simulated += 1
    }
    #expect(simulated > Self.mutationsOfEach / 50, "too few mutants are still scenarios")
  }

  /// The scenario cut to a millisecond; nil where that would still be too many packets.
  private func bounded(_ scenario: Scenario) -> Scenario? {
    var scenario = scenario
    let whole = (scenario.run.warmUp + scenario.run.duration).seconds
    let share = min(scenario.run.duration.seconds, 1e-3) / whole
    for index in scenario.failures.indices {
      let failure = scenario.failures[index]
      scenario.failures[index].at = SimTime(seconds: failure.at.seconds * share * 0.99)
      scenario.failures[index].repair = failure.repair.map {
        SimTime(seconds: $0.seconds * share * 0.99) + SimTime(picoseconds: 1)
      }
    }
    scenario.run.warmUp = .zero
    scenario.run.duration = min(scenario.run.duration, SimTime(seconds: 1e-3))
    var packets = 0.0
    let links = scenario.links.map(\.rate.bitsPerSecond).reduce(0, +)
    for index in scenario.workloads.indices {
      guard case .flow(var flow) = scenario.workloads[index].kind else { continue }
      flow.start = .zero
      scenario.workloads[index].kind = .flow(flow)
      let rate: Double
      let payload: Int64
      switch flow.load {
      case .constantRate(let offered), .poisson(let offered), .onOff(let offered, _, _):
        (rate, payload) = (offered.bitsPerSecond, flow.frame.bytes - 46)
      case .elastic: (rate, payload) = (links, flow.frame.bytes - 70)
      case .requests(let pattern):
        // All clients may be answered at once.
        let frames = pattern.response.bytes / max(flow.frame.bytes - 46, 1) + 1
        packets += Double(frames) * Double(pattern.clients)
        (rate, payload) = (links, flow.frame.bytes - 46)
      }
      packets += rate * scenario.run.duration.seconds / 8 / Double(max(payload, 1))
    }
    return packets <= Self.packetLimit ? scenario : nil
  }
}

/// Damages texts in the ways that editors, disks and people do.
private struct Mutator {
  private var generator: SplitMix

  init(seed: UInt64) { generator = SplitMix(state: seed) }

  private static let numbers = [
    "0", "-1", "1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e308",
    "1e-308", "NaN", "inf", "-inf", "0.1", "4294967296", "", "1e9", "999999999999", ".5", "5.",
    "0x10", "1_000", "null", "true", "[]", "{}", "~", "2501", "65536",
  ]

  /// `text` with one to three damages.
  mutating func mutant(of text: String) -> String {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty { damage(&bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    switch Int.random(in: 0..<10, using: &generator) {
    case 0: bytes[position(in: bytes)] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes[position(in: bytes)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 2: bytes.removeSubrange(line(in: bytes))
    case 3: bytes.insert(contentsOf: bytes[line(in: bytes)], at: line(in: bytes).lowerBound)
    case 4: bytes.removeSubrange(position(in: bytes)...)
    default: replaceNumber(in: &bytes)
    }
  }

  private mutating func position(in bytes: [UInt8]) -> Int {
    Int.random(in: bytes.indices, using: &generator)
  }

  /// The bytes of some line, its end included.
  private mutating func line(in bytes: [UInt8]) -> Range<Int> {
    let newline = UInt8(ascii: "\n")
    let position = position(in: bytes)
    let start = bytes[..<position].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = bytes[position...].firstIndex(of: newline).map { $0 + 1 } ?? bytes.count
    return start..<end
  }

  /// Puts another number in the place of some run of digits.
  private mutating func replaceNumber(in bytes: inout [UInt8]) {
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    let position = position(in: bytes)
    guard let start = bytes[position...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    let number = Self.numbers[Int.random(in: Self.numbers.indices, using: &generator)]
    bytes.replaceSubrange(start..<end, with: Array(number.utf8))
  }
}

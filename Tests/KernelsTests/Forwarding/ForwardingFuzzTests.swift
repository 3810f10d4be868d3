import ForwardingChecks
import Kernels
import Testing

/// Mutated frames, ten million in the long form: none traps, and what must hold of each does.
@Suite struct ForwardingFuzzTests {
  @Test(arguments: 1...4)
  func mutatedFramesAreCountedOnceAndForwardedOnesAreRight(seed: UInt64) throws {
    let packets = ForwardingExtent.count(400_000, long: 2_500_000)
    let report = try ForwardingFuzzer(seed: seed).run(packets: packets)
    #expect(report.violations.isEmpty, "\(report.violations)")
    #expect(report.packets >= packets)
    #expect(report.counters.received == report.packets)
    #expect(report.answers > packets / 250)
    // The mutants reach every reason there is.
    for outcome in PacketOutcome.allCases {
      #expect(report.counters[outcome] > 0, "no packet was \(outcome)")
    }
    #expect(report.counters.icmpLimited > 0 && report.counters.icmpWithheld > 0)
  }
}

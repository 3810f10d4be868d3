import ForwardingChecks
import Kernels
import Testing

/// Ten million mutated frames: none traps, and what must hold of each does.
@Suite struct ForwardingFuzzTests {
  @Test(arguments: 1...4)
  func mutatedFramesAreCountedOnceAndForwardedOnesAreRight(seed: UInt64) throws {
    let report = try ForwardingFuzzer(seed: seed).run(packets: 2_500_000)
    #expect(report.violations.isEmpty, "\(report.violations)")
    #expect(report.packets >= 2_500_000)
    #expect(report.counters.received == report.packets)
    #expect(report.answers > 10_000)
    // The mutants reach every reason there is.
    for outcome in PacketOutcome.allCases {
      #expect(report.counters[outcome] > 0, "no packet was \(outcome)")
    }
    #expect(report.counters.icmpLimited > 0 && report.counters.icmpWithheld > 0)
  }
}

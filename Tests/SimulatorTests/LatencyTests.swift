import Testing

@testable import Simulator

#if canImport(Glibc)
  import Glibc
#endif

/// The distributions of latencies and round trips.
@Suite struct LatencyTests {
  /// The sojourn time of M/M/1 is exponential with mean 1/(1 − ρ) (Kleinrock, volume 1, 5.8).
  @Test(arguments: [0.3, 0.7])
  func theSojournTimesOfMM1AreExponential(load: Double) {
    let plan = TheoryPlans.row(load: load)
    let shares = [0.5, 0.99, 0.999]
    let found = (0..<20).map { replication -> [Double] in
      var run = NetworkRun(
        plan: plan, stream: RandomStream(seed: 31, replication: replication, name: "latency"))
      run.run(
        warmUp: Int64(2_000 * TheoryPlans.service), duration: Int64(100_000 * TheoryPlans.service))
      #expect(run.flows[0].latencies.count == run.flows[0].tally.arrived)
      return shares.map {
        Double(run.flows[0].latencies.quantile($0) ?? 0) / TheoryPlans.service
      }
    }
    for (index, share) in shares.enumerated() {
      let exact = -log(1 - share) / (1 - load)
      let (mean, halfWidth) = TheoryPlans.interval(found.map { $0[index] })
      // 95 % widened to 99.5 %, and the histogram's own error of 1/128.
      #expect(
        abs(mean - exact) <= 1.5 * halfWidth + exact / 128,
        "\(share): \(mean) ± \(halfWidth), exact \(exact)")
      #expect(halfWidth < 0.1 * exact, "\(share): \(mean) ± \(halfWidth)")
    }
  }

  @Test func withoutAnyQueueAllPacketsTakeTheSameTime() {
    let plan = SignaturePlans.chain(load: .constant(interval: 1e9), frame: 64, costs: [2e6, 3e6])
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 1, replication: 0, name: "run"))
    run.run(warmUp: 0, duration: 100 * SignaturePlans.millisecond)
    // Two wires of 84 byte times and 1 µs each, and both stages.
    let exact: Int64 = 2 * (84 * 8_000 + 1_000_000) + 5_000_000
    #expect(run.flows[0].latencies.count > 90)
    #expect(run.flows[0].latencies.longest == exact)
    for share in [0.0, 0.5, 1] {
      let time = run.flows[0].latencies.quantile(share) ?? 0
      #expect(abs(Double(time - exact)) <= Double(exact) / 128)
    }
    #expect(abs((run.flows[0].latencies.mean ?? 0) - Double(exact)) < 1)
    #expect(run.flows[0].roundTrips.count == 0)
  }

  /// Little's law: what is in flight is the throughput times the time that it takes.
  @Test func theRoundTripsOfTCPFillTheWindow() {
    let window = 64
    let plan = SignaturePlans.chain(load: .elastic(window: window), frame: 1518, costs: [1e6])
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 5, replication: 0, name: "run"))
    run.run(warmUp: 50 * SignaturePlans.millisecond, duration: 200 * SignaturePlans.millisecond)
    let interval = 200e9 / Double(run.flows[0].tally.delivered)
    // Every second segment is acknowledged at once; the one before it has waited for it.
    let exact = (Double(window) - 0.5) * interval
    let mean = run.flows[0].roundTrips.mean ?? 0
    #expect(abs(mean / exact - 1) < 0.02, "\(mean) ps, \(exact) ps expected")
    #expect(run.flows[0].roundTrips.count > run.flows[0].tally.arrived / 3)
  }
}

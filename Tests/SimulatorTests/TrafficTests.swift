import Testing

@testable import Simulator

/// What the sources without feedback send, against the formulas of their processes.
@Suite struct TrafficTests {
  private static let second: Int64 = 1_000_000_000_000

  /// A source with a wire of 10 Gbit/s behind it.
  private func plan(_ load: NetworkPlan.Load, sizes: [Int] = []) -> NetworkPlan {
    var plan = NetworkPlan()
    plan.wires = [.init(name: "wire", byte: 800, overhead: 20, delay: 0, queueLimit: .max)]
    plan.flows = [
      .init(
        name: "flow", load: load, start: 0, forward: [.wire(0)], backward: [], frame: 1518,
        payload: 1472, costFactor: 1, sizes: sizes)
    ]
    return plan
  }

  private func run(
    _ plan: NetworkPlan, seed: UInt64, seconds: Double, _ look: (borrowing NetworkRun) -> Void
  ) {
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "traffic"))
    run.run(warmUp: 0, duration: Int64(seconds * 1e12))
    look(run)
  }

  /// Counts in windows of 10 ms: their mean and the ratio of their variance to it.
  private func counts(_ load: NetworkPlan.Load, seed: UInt64) -> (mean: Double, dispersion: Double)
  {
    let plan = plan(load)
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "traffic"))
    run.start(warmUp: 0)
    var counts: [Double] = []
    var before = 0
    for window in 1...2_000 {
      while run.step(until: Int64(window) * Self.second / 100) {}
      counts.append(Double(run.flows[0].tally.sent - before))
      before = run.flows[0].tally.sent
    }
    let mean = counts.reduce(0, +) / Double(counts.count)
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(counts.count - 1)
    return (mean, variance / mean)
  }

  @Test func poissonCountsVaryAsMuchAsTheirMeanAndConstantOnesNotAtAll() {
    let poisson = counts(.poisson(interval: 1e8), seed: 1)
    // 100 in a window; four standard errors of the mean and of the index of dispersion.
    #expect(abs(poisson.mean - 100) < 4 * 10 / 2_000.0.squareRoot(), "\(poisson)")
    #expect(abs(poisson.dispersion - 1) < 4 * (2 / 2_000.0).squareRoot(), "\(poisson)")
    let constant = counts(.constant(interval: 1e8), seed: 1)
    #expect(abs(constant.mean - 100) < 0.01 && constant.dispersion < 0.01, "\(constant)")
  }

  /// A burst of exponential length with mean B has 1/(1 − e^(−i/B)) packets at intervals i, and one
  /// burst begins every B + P.
  @Test(arguments: [(10.0, 30.0), (3, 3), (0.5, 2)])
  func anOnOffFlowSendsTheMeanOfItsBursts(burst: Double, pause: Double) {
    let interval = 1e9
    let seconds = 400.0
    let load = NetworkPlan.Load.onOff(
      interval: interval, burst: burst * 1e9, pause: pause * 1e9)
    let perBurst = 1 / (1 - Elementary.exp(-interval / (burst * 1e9)))
    let bursts = seconds * 1e12 / ((burst + pause) * 1e9)
    run(plan(load), seed: 2, seconds: seconds) { run in
      let sent = Double(run.flows[0].tally.sent)
      // The number of packets of a burst is geometric and the renewals vary at most as a Poisson
      // process does, so that five standard errors are at most these.
      let error = 5 * (2 * perBurst * perBurst * bursts).squareRoot()
      #expect(abs(sent - perBurst * bursts) < error, "\(sent), \(perBurst * bursts) ± \(error)")
      #expect(error < 0.1 * perBurst * bursts)
    }
    let dispersion = counts(load, seed: 3).dispersion
    #expect(dispersion > 0.5, "bursts make counts vary: \(dispersion)")
  }

  @Test func mixedSizesComeInTheirProportions() {
    let sizes = [64, 570, 64, 64, 570, 64, 1518, 64, 570, 64, 570, 64]
    run(plan(.constant(interval: 1e8), sizes: sizes), seed: 4, seconds: 1.2) { run in
      let tally = run.flows[0].tally
      #expect(tally.sent == 12_000)
      #expect(tally.sentBytes == 1_000 * (7 * 64 + 4 * 570 + 1518))
      // What is on the wire at the end has not arrived.
      #expect(tally.sent - tally.arrived <= 1)
    }
  }
}

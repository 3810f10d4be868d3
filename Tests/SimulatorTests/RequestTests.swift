import Testing

@testable import Simulator

/// Requests and their answers, against mean value analysis and under loss.
@Suite struct RequestTests {
  /// One exponential server between two delays.
  private func plan(
    clients: Int, think: Double, service: Int64 = 0, frames: Int = 1, queue: Int = .max
  ) -> NetworkPlan {
    var plan = NetworkPlan()
    plan.executors = [.init(name: "core")]
    plan.threads = [.init(name: "server", executor: 0, wakeDelay: 0, moderation: 0)]
    plan.stages = [
      .init(
        name: "server", thread: 0, batch: 0, packet: TheoryPlans.service, byte: 0, batchLimit: 64,
        queueLimit: queue, notify: 0, law: .exponential)
    ]
    plan.wires = ["there", "back"].map {
      .init(name: $0, byte: 0, overhead: 0, delay: 500_000, queueLimit: .max)
    }
    plan.flows = [
      .init(
        name: "clients",
        load: .requests(
          .init(
            clients: clients, think: think, service: service, answer: 18 * frames, frames: frames,
            lastFrame: 64)),
        start: 0, forward: [.wire(0), .stage(0)], backward: [.wire(1)], frame: 64, payload: 18,
        costFactor: 1)
    ]
    return plan
  }

  /// Mean value analysis (Reiser and Lavenson, doi:10.1145/322186.322195) of one exponential server
  /// of mean 1 and delays of `delay` in all: throughput and response time without the thinking.
  private func analysis(clients: Int, think: Double, delay: Double) -> (rate: Double, time: Double)
  {
    var queue = 0.0
    var result = (rate: 0.0, time: 0.0)
    for number in 1...clients {
      let atServer = 1 + queue
      result.rate = Double(number) / (atServer + think + delay)
      result.time = atServer + delay
      queue = result.rate * atServer
    }
    return result
  }

  @Test(arguments: [(1, 0.0), (1, 4), (3, 2), (10, 8), (20, 8)])
  func throughputAndResponseTimeAreThoseOfMeanValueAnalysis(clients: Int, think: Double) {
    let plan = plan(
      clients: clients, think: think * TheoryPlans.service, service: Int64(TheoryPlans.service / 2))
    // Half a service time on each wire, and half of one at the server's application.
    let exact = analysis(clients: clients, think: think, delay: 1.5)
    let duration = 20_000 * TheoryPlans.service
    var rates: [Double] = []
    var times: [Double] = []
    for replication in 0..<20 {
      var run = NetworkRun(
        plan: plan, stream: RandomStream(seed: 21, replication: replication, name: "requests"))
      run.run(warmUp: Int64(duration / 10), duration: Int64(duration))
      let tally = run.flows[0].tally
      rates.append(Double(tally.delivered) / 20_000)
      let total = run.flows[0].latencies.total
      times.append(Double(total) / Double(tally.arrived) / TheoryPlans.service)
      #expect(tally.retransmitted == 0)
    }
    for (values, value) in [(rates, exact.rate), (times, exact.time)] {
      let (mean, halfWidth) = TheoryPlans.interval(values)
      // 99.5 % of the time, for there are ten of these.
      #expect(abs(mean - value) <= 1.5 * halfWidth, "\(mean) ± \(halfWidth), exact \(value)")
      #expect(halfWidth < 0.05 * value)
    }
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func whatIsLostIsAskedForAgainUntilItIsAnswered(seed: UInt64) {
    // 40 clients at a server that lets 5 wait, with answers of three frames.
    var plan = plan(clients: 40, think: 20e6, frames: 3, queue: 5)
    plan.flows[0].backward = [.wire(1), .stage(0)]
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "requests"))
    run.run(warmUp: 0, duration: 5_000_000_000_000)
    let tally = run.flows[0].tally
    // The server's stage is the second step of the requests and of the answers.
    let dropped = run.tallies[1].dropped + run.tallies[4].dropped
    #expect(dropped > 0 && tally.retransmitted > 0, "seed \(seed)")
    #expect(tally.delivered > 1_000, "seed \(seed)")
    // Each client is at one request: what was sent is answered, was repeated, or is under way.
    let pending = tally.sent - tally.retransmitted - tally.delivered
    #expect(pending >= 0 && pending <= 40, "seed \(seed): \(pending)")
    // Someone waits for a timeout at least, which is 200 ms above the round trip.
    let longest = run.flows[0].latencies.quantile(1) ?? 0
    #expect(longest > 200_000_000_000, "seed \(seed): \(longest)")
  }

  @Test func theHistogramKnowsQuantilesToOnePercent() {
    var stream = RandomStream(seed: 22, replication: 0, name: "histogram")
    var histogram = LatencyHistogram()
    #expect(histogram.quantile(0.5) == nil)
    var times: [Int64] = []
    for _ in 0..<50_000 {
      // From single picoseconds to hours.
      let time = Int64(Elementary.exp(stream.uniform() * 36))
      times.append(time)
      histogram.record(time)
    }
    times.sort()
    for share in [0.0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1] {
      let exact = times[max(Int((share * 50_000).rounded(.up)) - 1, 0)]
      let found = histogram.quantile(share) ?? -1
      #expect(abs(Double(found - exact)) <= 0.01 * Double(exact), "\(share): \(found), \(exact)")
    }
    histogram.record(.max)
    #expect((histogram.quantile(1) ?? 0) > .max / 128 * 126)
  }
}

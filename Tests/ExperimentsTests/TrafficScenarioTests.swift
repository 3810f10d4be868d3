import Formats
import Model
import Simulator
import Statistics
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Scenarios of traffic, from their files to their figures.
@Suite struct TrafficScenarioTests {
  private func replications(
    _ text: String, count: Int, change: (inout Scenario) -> Void = { _ in }
  ) throws -> [Replication] {
    var scenario = try ScenarioFile.read(text, file: "s.yaml").scenario
    change(&scenario)
    var costs = try ShippedPlans.priors()
    costs["line_rate_share"]?.value = 1
    let simulation = Simulation(scenario: scenario, costs: costs)
    return try (0..<count).map { try simulation.replicate($0, seed: 1) }
  }

  private func fixture(_ name: String) throws -> String {
    try TextFile.read("\(ShippedPlans.folder)scenarios/traffic/\(name).yaml")
  }

  private func sample(_ figure: String, _ replications: [Replication]) -> Sample {
    let parts = figure.split(separator: ".")
    return Sample(
      replications.compactMap { replication in
        replication.figures.first { $0.workload == parts[0] && $0.quantity == parts[1] }?.value
      })
  }

  @Test func everyKindOfTrafficOffersWhatItSaysAndGetsThroughALightlyLoadedRouter() throws {
    let found = try replications(fixture("mix"), count: 10)
    // Bursts of 2 ms and pauses of 6 ms at 400 Mbit/s, and a first packet in even a short burst.
    let interval = 1472 * 8 / 400e6
    let video = 1472 * 8e-6 / (1 - exp(-interval / 2e-3)) / 8e-3
    for (name, rate) in [("calls", 100), ("video", video), ("internet", 150)] {
      let offered = sample("\(name).offered", found)
      let error = 3 * offered.standardDeviation / 10.0.squareRoot()
      #expect(abs(offered.mean - rate) <= error + 1e-3 * rate, "\(name): \(offered.mean)")
      let goodput = sample("\(name).goodput", found)
      #expect(abs(goodput.mean / offered.mean - 1) < 5e-3, "\(name)")
      #expect(sample("\(name).loss", found).mean < 5e-3, "\(name)")
    }
    // Four clients, one request in a millisecond and a round trip each.
    let requests = sample("database.requests", found)
    let latency = sample("database.latency", found).mean
    #expect(abs(requests.mean - 4 / (1e-3 + latency * 1e-6)) < 0.05 * requests.mean)
    let median = sample("database.latency_p50", found).mean
    #expect(median > 50 && median < sample("database.latency_p99", found).mean)
    #expect(sample("database.latency_p999", found).mean < 200_000)
    #expect(
      abs(sample("database.goodput", found).mean - requests.mean * 4096 * 8e-6) < 1e-6)
  }

  /// 1448 bytes of user data in 1538 byte times (docs/cost-model.md).
  @Test(arguments: Flow.CongestionControl.allCases)
  func tcpFillsGigabitEthernet(_ control: Flow.CongestionControl) throws {
    let found = try replications(fixture("tcp"), count: 3) { scenario in
      guard case .flow(var flow) = scenario.workloads[0].kind else { return }
      flow.congestionControl = control
      scenario.workloads[0].kind = .flow(flow)
    }
    let goodput = sample("bulk.goodput", found).mean
    #expect(abs(goodput - 941.5) < 0.2, "\(goodput) Mbit/s")
    #expect(sample("bulk.loss", found).mean == 0)
  }

  @Test func aSmallSendBufferLimitsTCPAsASmallWindowDoes() throws {
    func goodput(window: Int64, buffer: Int64?) throws -> Double {
      sample(
        "bulk.goodput",
        try replications(fixture("tcp"), count: 1) { scenario in
          guard case .flow(var flow) = scenario.workloads[0].kind else { return }
          flow.load = .elastic(window: .size(ByteCount(bytes: window)))
          flow.sendBuffer = buffer.map { ByteCount(bytes: $0) }
          flow.receiverDelay = .time(SimTime(seconds: 2e-3))
          scenario.workloads[0].kind = .flow(flow)
        }
      ).mean
    }
    let segments = 1448 * 64 as Int64
    let byBuffer = try goodput(window: 1 << 20, buffer: segments)
    let byWindow = try goodput(window: segments, buffer: nil)
    #expect(byBuffer == byWindow)
    #expect(byBuffer < 400, "64 segments in 2 ms and more: \(byBuffer) Mbit/s")
  }

  /// What users of network emulators see: every hop takes CPU from the others.
  @Test func theThroughputOfAChainOfGuestsFallsAtEachHopBecauseTheyShareCores() throws {
    var rates: [Double] = []
    for guests in 1...4 {
      let found = try replications(ChainText.make(guests: guests, cores: 2), count: 1)
      rates.append(sample("flood.goodput", found).mean)
      // The breakdown says why: the guests' QEMU threads share one core and use all of it.
      var threads: [String: Double] = [:]
      for time in found[0].breakdown where time.thread != "wire" {
        threads[time.thread] = time.utilisation
      }
      #expect(threads.count == 1 + 2 * guests, "\(threads)")
      let emulators = threads.filter { $0.key.hasSuffix("QEMU") }.map(\.value)
      let used = emulators.reduce(0, +)
      #expect(emulators.count == guests && used < 1.001, "\(threads)")
      if guests > 1 { #expect(used > 0.98, "\(guests) guests: \(threads)") }
    }
    for (fewer, more) in zip(rates, rates.dropFirst()) {
      #expect(more < 0.85 * fewer, "\(rates) Mbit/s")
    }
    #expect(rates[3] < 0.4 * rates[0], "\(rates) Mbit/s")
  }

  /// Where one core does it all, the throughput halves with the second hop, and n of them leave
  /// 1/n.
  @Test func onOneCoreTheThroughputGoesAsOneOverTheHopsAndTheThreadsSayWhy() throws {
    var rates: [Double] = []
    for guests in 1...4 {
      let found = try replications(ChainText.make(guests: guests, cores: 1), count: 1)
      rates.append(sample("flood.goodput", found).mean)
      let used = found[0].threads.map(\.utilisation).reduce(0, +)
      #expect(used > 0.98 && used < 1.001, "\(guests) guests: \(used)")
      // Each of them could have run, and waited for the others.
      if guests > 1 {
        #expect(found[0].threads.allSatisfy { $0.steal > 0.05 }, "\(found[0].threads)")
      }
    }
    for (index, rate) in rates.enumerated() {
      let hops = Double(index + 1)
      #expect(abs(rate / rates[0] * hops - 1) < 0.25, "\(rates) Mbit/s")
    }
  }

  /// Across hosts nobody takes CPU from the others, and the chain is as fast as one of its hops.
  @Test func aChainAcrossHostsKeepsItsThroughput() throws {
    let rates = try (1...4).map { hosts in
      sample(
        "flood.goodput", try replications(ChainText.across(hosts: hosts, cores: 2), count: 1)
      ).mean
    }
    for rate in rates { #expect(abs(rate / rates[0] - 1) < 0.05, "\(rates) Mbit/s") }
    let one = sample(
      "flood.goodput", try replications(ChainText.make(guests: 1, cores: 2), count: 1)
    ).mean
    #expect(abs(rates[0] / one - 1) < 0.02)
  }

  @Test func withACoreForEveryThreadAChainOfGuestsIsAsFastAsOneGuest() throws {
    let rates = try [1, 4].map { guests in
      sample(
        "flood.goodput", try replications(ChainText.make(guests: guests, cores: 16), count: 1)
      ).mean
    }
    #expect(abs(rates[1] / rates[0] - 1) < 0.05, "\(rates) Mbit/s")
  }
}

import Formats
import Model
import Simulator
import Testing

/// What results say beside throughput: exits and notifications per packet, lengths of queues, and
/// switches of interfaces.
@Suite struct InsightTests {
  private func simulation(
    _ text: String, _ change: (inout Scenario) -> Void = { _ in }
  ) throws -> Simulation {
    var scenario = try ScenarioFile.read(text, file: "s.yaml").scenario
    change(&scenario)
    return Simulation(scenario: scenario, costs: try ShippedPlans.priors())
  }

  private func value(_ figure: String, of found: Replication) -> Double? {
    let parts = figure.split(separator: ".")
    return found.figures.first { $0.workload == parts[0] && $0.quantity == parts[1] }?.value
  }

  /// At a trickle every packet wakes every thread on its way, and each exit is its own; under a
  /// flood they are shared by batches.
  @Test func exitsAndNotificationsPerPacketFallWithTheLoad() throws {
    func figures(_ rate: Double) throws -> [Double] {
      let text = QueuesText.make(.vhost, cores: 16, queues: 1, flows: 1, rate: rate)
      let found = try simulation(text).replicate(0, seed: 1)
      return try ["f0.notifications", "f0.exits"].map { try #require(value($0, of: found)) }
    }
    let rare = try figures(2_000)
    // Softirq, vhost in, vCPU, vhost out; an interrupt's end and a kick.
    #expect(abs(rare[0] - 4) < 0.05 && abs(rare[1] - 2) < 0.05, "\(rare)")
    let flood = try figures(3e6)
    #expect(flood[0] < 1 && flood[1] < 0.2, "\(flood)")
  }

  @Test func anEmulatedInterfaceExitsForEveryPacketHoweverManyThereAre() throws {
    let text = QueuesText.make(.virtio, cores: 16, queues: 1, flows: 1, rate: 3e6)
    let emulated = try simulation(text.replacing("model: virtio,", with: "model: e1000,"))
    let exits = try #require(value("f0.exits", of: try emulated.replicate(0, seed: 1)))
    let least = try #require(try ShippedPlans.priors()["emulated_exits_packet"]).value
    #expect(exits >= least && exits < least + 1, "\(exits)")
    let native = try simulation(
      QueuesText.make(.native, cores: 4, queues: 1, flows: 1, rate: 1e5)
    ).replicate(0, seed: 1)
    #expect(value("f0.exits", of: native) == nil, "a native router has no exits")
  }

  /// Little's law: the mean number that waits is the rate times the mean waiting time.
  @Test func queueLengthsOverTimeAgreeWithTheBreakdown() throws {
    let text = QueuesText.make(.vhost, cores: 16, queues: 1, flows: 1, rate: 100_000)
      .replacing("constant_rate", with: "poisson")
    let simulation = try simulation(text)
    let found = try simulation.replicate(0, seed: 1)
    let samples = 20_000
    let history = try simulation.queueLengths(samples: samples, replication: 0, seed: 1)
    #expect(history.times.count == samples && history.lengths.count == samples)
    #expect(history.times.last == simulation.scenario.run.warmUp + simulation.scenario.run.duration)
    let rate = try #require(value("f0.packets", of: found))
    var compared = 0
    for time in found.breakdown where time.thread != "wire" {
      let column = try #require(history.queues.firstIndex(of: time.stage))
      // A quarter is the warm-up, which the breakdown leaves out.
      let tail = history.lengths.dropFirst(samples / 4)
      let mean = Double(tail.reduce(0) { $0 + $1[column] }) / Double(tail.count)
      let expected = rate * (try #require(time.waiting))
      #expect(abs(mean - expected) < 0.05 * expected + 0.02, "\(time.stage): \(mean), \(expected)")
      compared += 1
    }
    #expect(compared == 4)
    let csv = ResultsEncoding.csv(history).split(separator: "\r\n")
    #expect(csv.count == samples + 1 && csv[0].hasPrefix("time_s,"))
  }

  /// A longer moderation lets more frames share an interrupt, and lets each wait longer.
  @Test func moderationTradesLatencyForInterrupts() throws {
    let text = QueuesText.make(.native, cores: 4, queues: 1, flows: 1, rate: 100_000)
    let found = try ["0 us", "50 us", "200 us"].map { time in
      try simulation(
        text.replacing("queues: 1, model", with: "queues: 1, moderation: \(time), model")
      ).replicate(0, seed: 1)
    }
    let latencies = try found.map { try #require(value("f0.latency", of: $0)) }
    let wakes = try found.map { try #require(value("f0.notifications", of: $0)) }
    #expect(latencies == latencies.sorted() && wakes == wakes.sorted().reversed())
    // In 50 µs five frames come, and the first of them waits for all of it.
    #expect(abs(wakes[1] - 1 / 6.0) < 0.05, "\(wakes)")
    #expect((80...220).contains(latencies[2] - latencies[0]), "\(latencies)")
  }

  /// Each frame that a router forwards is written to its memory once, and read once.
  @Test func packetsTakeFromStreamWhatTheyMoveThroughTheMemory() throws {
    let rate = 200_000.0
    let stream = """
      workloads:
        - {name: s, kind: stream, on: router, array_size: 64 MiB, threads: 1}
      """
    let payload = rate * 1472 * 8
    let text = QueuesText.make(
      .native, cores: 8, queues: 1, flows: 1, rate: 1,
      load: "constant_rate, rate: \(payload) bit/s, frame: 1518 B"
    ).replacing("workloads:", with: stream)
    let found = try simulation(text).replicate(0, seed: 1)
    let all = 20e9 * (try #require(try ShippedPlans.priors()["stream_efficiency"]).value)
    let packets = try #require(value("f0.packets", of: found))
    #expect(abs(packets / rate - 1) < 0.01)
    let copied = try #require(value("s.copy", of: found)) * 1e6
    #expect(abs((all - copied) / (2 * 1518 * rate) - 1) < 0.02, "\(copied) of \(all) B/s")
  }

  /// A router that spends less per segment passes more of TCP, and spends less on each.
  @Test func joinedSegmentsTakeLessOfARoutersCPU() throws {
    func busy(_ joined: Bool) throws -> (goodput: Double, service: Double) {
      var text = QueuesText.make(
        .native, cores: 4, queues: 1, flows: 1, rate: 1,
        load: "elastic, window: 1 MiB, frame: 1518 B")
      if joined {
        text = text.replacing("queues: 1,", with: "queues: 1, segmentation_offload: true,")
      }
      let found = try simulation(text).replicate(0, seed: 1)
      let stage = try #require(
        found.breakdown.first { $0.stage.hasPrefix("router forward") })
      return (try #require(value("f0.goodput", of: found)), stage.service)
    }
    let (plain, joined) = (try busy(false), try busy(true))
    #expect(joined.service < 0.7 * plain.service, "\(plain), \(joined)")
    #expect(joined.goodput >= 0.99 * plain.goodput, "\(plain), \(joined)")
  }
}

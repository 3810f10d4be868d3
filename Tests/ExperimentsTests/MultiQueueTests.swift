import Formats
import Model
import Simulator
import Testing

/// Interfaces of several queues, each with its threads, between which a hash divides the flows.
@Suite struct MultiQueueTests {
  /// Frames per second that are several times what one queue of any of these routers can do.
  private static let flood = 6e6

  private func run(
    _ router: QueuesText.Router, cores: Int = 16, queues: Int, flows: Int,
    rate: Double = flood
  ) throws -> (Scenario, Replication) {
    let text = QueuesText.make(router, cores: cores, queues: queues, flows: flows, rate: rate)
    let scenario = try ScenarioFile.read(text, file: "s.yaml").scenario
    let costs = try ShippedPlans.priors()
    return (scenario, try Simulation(scenario: scenario, costs: costs).replicate(0, seed: 1))
  }

  private func packets(_ found: (Scenario, Replication)) -> Double {
    found.1.figures.reduce(0) { $0 + ($1.quantity == "packets" ? $1.value : 0) }
  }

  @Test(arguments: [.native, .vhost, .netfront] as [QueuesText.Router])
  func twoQueuesWithManyFlowsDoubleTheSaturatedRateWhereCoresAreFree(
    _ router: QueuesText.Router
  ) throws {
    let one = packets(try run(router, queues: 1, flows: 64))
    let two = packets(try run(router, queues: 2, flows: 64))
    #expect(abs(two / one - 2) < 0.06, "\(router): \(one) and \(two) packets/s")
  }

  @Test(arguments: [.native, .vhost, .virtio, .netfront] as [QueuesText.Router])
  func oneFlowStaysOnOneQueue(_ router: QueuesText.Router) throws {
    let one = packets(try run(router, queues: 1, flows: 1))
    let two = packets(try run(router, queues: 2, flows: 1))
    #expect(abs(two / one - 1) < 0.02, "\(router): \(one) and \(two) packets/s")
  }

  /// QEMU serves all queues in one thread, so more of them help only the guest.
  @Test func moreQueuesDoNotSpeedUpABackendInOneThread() throws {
    let one = packets(try run(.virtio, queues: 1, flows: 64))
    let two = packets(try run(.virtio, queues: 2, flows: 64))
    #expect(two / one < 1.1, "\(one) and \(two) packets/s")
  }

  @Test func withoutFreeCoresMoreQueuesGainLittle() throws {
    let one = packets(try run(.vhost, cores: 2, queues: 1, flows: 64))
    let two = packets(try run(.vhost, cores: 2, queues: 2, flows: 64))
    #expect(two / one < 1.3, "\(one) and \(two) packets/s")
  }

  @Test(arguments: [3, 5, 12])
  func theImbalanceOfFewFlowsIsThatOfTheHash(flows: Int) throws {
    let queues = 4
    let (scenario, found) = try run(.native, queues: queues, flows: flows, rate: 2e4)
    var expected = [Int](repeating: 0, count: queues)
    for index in 0..<flows {
      let addresses = try #require(ScenarioIndex(scenario).flowAddresses(at: index))
      let hash = ToeplitzHash.hash(
        from: try #require(IPv4Address("198.18.0.9")), to: try #require(IPv4Address("198.18.1.9")),
        ports: (UInt16(49_152 + index), 9))
      #expect(addresses.hash == hash)
      expected[Int(hash & 127) % queues] += 1
    }
    let busy = (0..<queues).map { queue in
      found.threads.first { $0.thread == "router softirq eth0 queue \(queue)" }?.utilisation ?? 0
    }
    // So rarely comes a packet that nearly each has a batch of its own.
    let total = busy.reduce(0, +)
    for queue in 0..<queues {
      let share = Double(expected[queue]) / Double(flows)
      #expect(abs(busy[queue] / total - share) < 0.04, "\(expected): \(busy)")
    }
  }
}

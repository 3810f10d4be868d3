import Formats
import Foundation
import Model
import Store
import Testing

@testable import Hardware

/// Every kind of traffic that a scenario has is measured, from the shipped files as they are.
@Suite(
  .serialized,
  .enabled(
    if: TestServer.canChangeNetworks && Peers.guest != nil,
    "needs root, ip and hypertwin-guest beside the tests"))
struct TrafficMeasureTests {
  private static func measure(
    _ name: String, seconds: Double = 2
  ) throws -> (scenario: Scenario, outcome: SampleOutcome) {
    let scenario = try Scenarios.read(name)
    let folder = NSTemporaryDirectory() + "hypertwin-traffic-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let cell = try Cell(
      scenario, hash: "", testbed: .thisMachine, emulated: false, appliance: nil, connection: "")
    var settings = MeasureSettings()
    settings.flowSeconds = seconds
    settings.warmUpSeconds = 0.3
    settings.refusesContention = false
    let sampler = Sampler(
      settings: settings, guest: Peers.guest ?? "", state: StateFolder(path: folder), reaper: nil)
    let outcome = try sampler.sample(cell)
    if case .failed(let why) = outcome.verdict { throw HardwareError(why) }
    return (scenario, outcome)
  }

  /// Rates are those of the scenario within what random times allow, but on a machine so busy that
  /// less was offered, which makes the sample invalid and says so.
  @Test func theMixIsMeasuredAsItIsWritten() async throws {
    try await onThread {
      let (scenario, outcome) = try Self.measure("traffic/mix")
      func figure(_ workload: String, _ quantity: String) throws -> Double {
        try #require(
          outcome.measurements.first { $0.workload == workload && $0.quantity == quantity }?.value,
          "no \(workload).\(quantity)")
      }
      for one in outcome.measurements where !one.isCounter {
        print("\(one.workload).\(one.quantity) \(one.value) \(one.unit)")
      }
      let isOffered: Bool
      if case .invalid(let reasons) = outcome.verdict {
        print("invalid: \(reasons.map(\.detail))")
        isOffered = !reasons.contains { $0.kind == .offeredLoad }
      } else {
        isOffered = true
      }
      if isOffered {
        // 100 Mbit/s in frames of 172 B of payload for 2 s: five standard errors of the count.
        #expect(abs(try figure("calls", "offered") / 100 - 1) < 5 / (145_348.0).squareRoot())
        #expect(abs(try figure("internet", "offered") / 150 - 1) < 0.01)
        // Bursts of 2 ms and pauses of 6 ms: 250 in 2 s, each of exponential length.
        #expect(abs(try figure("video", "offered") / 100 - 1) < 5 * 1.5 / (250.0).squareRoot())
      }
      for name in ["calls", "video", "internet"] {
        #expect(try figure(name, "goodput") <= figure(name, "offered") * 1.01)
        #expect(try figure(name, "latency_p999") >= figure(name, "latency_p50"))
      }
      // The interactive response time law holds for whatever system, X = N / (R + Z), where clients
      // that are woken late think longer.
      guard case .flow(let flow) = scenario.workloads[3].kind,
        case .requests(let pattern) = flow.load
      else { throw HardwareError("the fourth workload asks") }
      let response = try figure("database", "latency") / 1e6
      let late = try figure("database", "clients.lateness") / 1e6
      let law = Double(pattern.clients) / (response + pattern.think.seconds + late)
      let rate = try figure("database", "requests")
      print("requests: \(rate) per second, \(law) by the law")
      let draws = rate * 2
      #expect(abs(rate / law - 1) < 5 / draws.squareRoot() + 0.01)
      #expect(response >= pattern.service.seconds)
      #expect(try figure("database", "goodput") > 0)
    }
  }

  /// A window, a buffer, a congestion control and a segment size are those of the scenario.
  @Test func theTransferIsMeasuredAsItIsWritten() async throws {
    try await onThread {
      let (_, outcome) = try Self.measure("traffic/tcp")
      let goodput = try #require(outcome.measurements.first { $0.quantity == "goodput" }?.value)
      print("TCP over 1 Gbit/s: \(goodput) Mbit/s")
      // 1448 of 1538 bytes on the wire carry data.
      #expect(goodput > 0 && goodput <= 1000 * 1448 / 1538 * 1.01)
      let line = try #require(outcome.raw.first?.line)
      #expect(line.contains("\"congestion_control\":\"cubic\""), "\(line)")
      #expect(line.contains("\"segment_bytes\":1448"), "\(line)")
    }
  }

  /// A bridge that only guests share has no cable, and is made without one.
  @Test func aBridgeWithoutACableIsMade() throws {
    let scenario = try Scenarios.read("traffic/chain")
    let wiring = Wiring(scenario)
    let guest = PlanBuilder.Guests(
      connection: "test:///default", platform: .qemu, kernel: "/k", initrd: "/i", commandLine: "")
    let places = scenario.hosts.flatMap { host in
      host.vms.map { Place(host: host.id, vm: $0.id) }
    }
    let plan = try PlanBuilder(
      scenario: scenario, wiring: wiring,
      guests: Dictionary(uniqueKeysWithValues: places.map { ($0, guest) })
    ).plan()
    #expect(plan.problems.isEmpty, "\(plan.problems)")
    let text = try plan.text()
    #expect(text.contains("br2"))
    // A plan uses no interface that it does not make.
    #expect(!text.contains("bridge1"), "\(text)")
  }
}

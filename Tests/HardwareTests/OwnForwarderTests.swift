import Foundation
import Model
import Testing

@testable import Hardware

/// Hypertwin's own forwarder as the router of a scenario that is measured.
@Suite(.serialized, .enabled(if: TestServer.canChangeNetworks, "needs root and ip"))
struct OwnForwarderTests {
  @Test func itForwardsEveryFrameAndSaysSo() async throws {
    try await onThread {
      var scenario = try Scenarios.read("this-machine/native")
      scenario.workloads.removeAll { workload in
        if case .flow = workload.kind { false } else { true }
      }
      var router = Testbed.Machine(host: Host.ID("router"))
      router.forwarder = .hypertwin
      let cell = try Cell(
        scenario, hash: "", testbed: Testbed(name: "own", machines: [router]), emulated: false,
        appliance: nil, connection: TestServer.uri)
      #expect(cell.platform == "native, forwarder hypertwin")
      var settings = MeasureSettings()
      settings.flowSeconds = 1
      settings.warmUpSeconds = 0.2
      let folder = NSTemporaryDirectory() + "hypertwin-forwarder-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let sampler = Sampler(
        settings: settings, guest: RemoteScene.products + "/hypertwin-guest",
        state: StateFolder(path: folder), reaper: nil)
      let outcome = try sampler.sample(cell)
      if case .failed(let reason) = outcome.verdict { Issue.record("\(reason)") }
      for name in ["udp", "tcp"] {
        let goodput = outcome.measurements.first { $0.workload == name && $0.quantity == "goodput" }
        #expect((goodput?.value ?? 0) > 0, "\(outcome.measurements)")
      }
      // Each flow had a forwarder of its own, whose counts are kept.
      let counts = outcome.raw.filter { $0.line.contains("forward-live") }
      #expect(counts.count == 2, "\(outcome.raw)")
      struct Report: Decodable {
        struct Result: Decodable { var forwarded: Int }
        var result: Result
      }
      for count in counts {
        let report = try JSONDecoder().decode(Report.self, from: Data(count.line.utf8))
        #expect(report.result.forwarded > 0, "\(count.line)")
      }
    }
  }
}

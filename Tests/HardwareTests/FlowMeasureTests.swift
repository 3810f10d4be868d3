import Model
import Store
import Testing

@testable import Hardware

/// Constant-rate flows for real, in namespaces: saturation, search, counters, the self-test.
@Suite(
  .serialized,
  .enabled(
    if: TestServer.canChangeNetworks && Peers.guest != nil,
    "needs root, ip and hypertwin-guest beside the tests"))
struct FlowMeasureTests {
  /// A link of 20 Mbit/s carries 1625 frames of 1518 B and 20 B around each per second. All of them
  /// pass, so there is no upper bound, and no figure that would claim one.
  @Test func aNativeRouterPassesWhatItsLinkCarries() async throws {
    try await onThread {
      let scene = try FlowScene(.constantRate(BitRate(bitsPerSecond: 1e6)), link: 20e6) {
        settings in
        settings.flowSeconds = 1
        settings.flowMeasures = [.rate, .search, .saturation]
        settings.search.initialTrial = 0.25
        settings.search.finalTrial = 0.5
        settings.search.durationSum = 0.5
        settings.search.longest = 60
      }
      defer { scene.remove() }
      let figures = try scene.own()
      print(figures.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
      let line = 20e6 / 8 / 1538
      let intended = try #require(figures["saturation_intended"])
      #expect((intended / line - 1).magnitude < 1e-9)
      let offered = try #require(figures["saturation_offered"])
      #expect(offered <= intended * 1.01)
      #expect(try #require(figures["saturation_packets"]) <= offered * 1.01)
      let trials = try #require(figures["search_trials"])
      #expect(trials >= 1)
      // On a machine that is busy with other things frames may be lost even here, so the figure may
      // be a bound; but it is never above the link, and never both.
      for goal in ["ndr", "pdr"] {
        let found = figures[goal] ?? figures["\(goal)_at_least"]
        #expect(found.map { $0 <= line * 1.000001 } ?? (figures["\(goal)_below"] != nil))
        #expect(figures[goal] == nil || figures["\(goal)_at_least"] == nil)
      }
      #expect(try #require(figures["host.observed"]) >= 1)
      #expect(try #require(figures["host.cpu"]) > 0)
      #expect(figures["generator.agent_cpu"] != nil)
      #expect(figures["saturation_host.context_switches"] != nil)
    }
  }

  /// A load beyond what the generator is good for is invalid at a fixed rate, and is not tried in a
  /// search.
  @Test func loadsNearTheGeneratorsLimitAreMistrusted() async throws {
    try await onThread {
      let scene = try FlowScene(.constantRate(BitRate(bitsPerSecond: 12e6)), link: 20e6) {
        settings in
        settings.flowSeconds = 0.5
        settings.flowMeasures = [.rate, .search]
        settings.search.initialTrial = 0.25
        settings.search.finalTrial = 0.25
        settings.search.durationSum = 0.25
        settings.generatorLimits = ["1518 B": 1100]
      }
      defer { scene.remove() }
      let outcome = try scene.sampler.sample(scene.cell)
      guard case .invalid(let reasons) = outcome.verdict else {
        Issue.record("it is \(outcome.verdict)")
        return
      }
      #expect(reasons.contains { $0.kind == .generatorLimit })
      let quantities = outcome.measurements.filter { !$0.isCounter }
      #expect(quantities.contains { $0.quantity == "search_refused" && $0.value >= 3 })
      for one in quantities where one.quantity.hasPrefix("ndr") && one.unit == "packet/s" {
        #expect(one.value <= 1100 / 1.2, "\(one)")
      }
    }
  }

  @Test func theGeneratorsLimitIsFound() async throws {
    try await onThread {
      let scene = try FlowScene(.constantRate(BitRate(bitsPerSecond: 1e6)), link: 20e6)
      defer { scene.remove() }
      let limit = try #require(
        try GeneratorTest.limit(
          frame: ByteCount(bytes: 1518), sampler: scene.sampler, seconds: 0.3))
      print("generator and receiver in namespaces: \(limit) frames of 1518 B per second")
      // No machine that builds this is slower than one frame per millisecond.
      #expect(limit > 1000)
    }
  }
}

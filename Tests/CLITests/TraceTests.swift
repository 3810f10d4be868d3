import Foundation
import Testing

/// `hypertwin simulate --trace`: a file that trace viewers open, of a size that is bounded.
@Suite struct TraceTests {
  private struct Slice {
    var core: Int
    var begin: Double
    var end: Double
  }

  /// The slices of a trace file, as a viewer reads them.
  private func slices(_ text: String) throws -> [Slice] {
    let file = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let events = try #require(file?["traceEvents"] as? [[String: Any]])
    return try events.filter { $0["ph"] as? String == "X" }.map { event in
      let begin = try #require(event["ts"] as? Double)
      return Slice(
        core: try #require(event["pid"] as? Int), begin: begin,
        end: begin + (try #require(event["dur"] as? Double)))
    }
  }

  @Test func theSlicesOfAVirtualRouterDoNotOverlapOnACore() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      [
        "simulate", Folder.fixture("scenarios/traffic/chain.yaml"), "--replications", "1",
        "--trace", "trace.json", "--trace-limit", "4000",
      ], in: folder)
    #expect(outcome.status == 0 && !outcome.hasTrace, "\(outcome)")
    #expect(outcome.errors.contains("trace.json: the first 4000 batches"), "\(outcome.errors)")
    let text = try folder.text("trace.json")
    #expect(text.utf8.count < 4_000 * 250 + 10_000, "the bound that --help names")
    let found = try slices(text)
    #expect(found.count == 4_000)
    for (_, core) in Dictionary(grouping: found, by: \.core) {
      for (one, next) in zip(core, core.dropFirst()) {
        // A viewer's doubles hold picoseconds of some minutes.
        #expect(next.begin >= one.end - 1e-6, "\(one), \(next)")
      }
    }
    #expect(Set(found.map(\.core)).count > 1)
  }

  @Test func aScenarioWithoutAFlowHasNoTrace() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml", "--workload", "stream", "--trace", "t.json"], in: folder)
    #expect(outcome.status == 1 && outcome.errors.contains("no workload is a flow"), "\(outcome)")
    #expect(folder.names == ["tiny.yaml"])
  }
}

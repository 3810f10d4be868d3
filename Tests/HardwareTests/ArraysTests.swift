import Model
import Testing

@testable import Hardware

/// STREAM's arrays have one size in all cells of a campaign.
@Suite struct ArraysTests {
  private func scenario(_ name: String, _ sizes: [Int64]) -> Scenario {
    Scenario(
      name: name, summary: "", hosts: [], links: [],
      workloads: sizes.enumerated().map { index, bytes in
        Workload(
          id: Workload.ID("stream\(index)"),
          kind: .stream(
            StreamJob(
              place: Place(host: Host.ID("router")), arraySize: ByteCount(bytes: bytes),
              threads: 1)))
      },
      run: RunPlan(replications: 1, seed: 1, duration: SimTime(seconds: 1), warmUp: .zero))
  }

  @Test func withoutAStreamJobThereIsNothingToSay() {
    #expect(Finding.arrays(of: [scenario("a", [])]) == nil)
  }

  @Test func oneSizeInAllCellsIsWell() throws {
    let found = try #require(
      Finding.arrays(of: [scenario("a", [1 << 27]), scenario("b", [1 << 27, 1 << 27])]))
    #expect(found.level == .ok)
  }

  @Test func severalSizesAreRefusedWithTheirPlaces() throws {
    let found = try #require(
      Finding.arrays(of: [scenario("a", [1 << 27]), scenario("b", [1 << 27, 1 << 26])]))
    #expect(found.level == .refuse)
    #expect(found.seen == "128 MiB in a, workload stream0; 64 MiB in b, workload stream1")
    #expect(found.remedy.contains("array_size"))
  }
}

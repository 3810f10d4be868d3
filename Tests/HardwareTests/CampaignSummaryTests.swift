import Model
import Statistics
import Store
import Testing

@testable import Hardware

@Suite struct BlockDesignTests {
  /// The order as a program in Python gives it by the written algorithm: no version may give
  /// another one for the same seed.
  @Test func theOrderFollowsFromTheSeedForEver() {
    let design = BlockDesign(cells: ["a", "b", "c", "d"], blocks: 3, seed: 7)
    #expect(
      design.order == [["b", "c", "a", "d"], ["a", "c", "b", "d"], ["d", "b", "a", "c"]])
  }

  @Test func everyBlockHoldsEveryCellOnceAndMoreBlocksChangeNone() {
    let cells = (0..<7).map { "cell \($0)" }
    for seed in [0, 1, UInt64.max] {
      let long = BlockDesign(cells: cells, blocks: 40, seed: seed)
      #expect(long.order.allSatisfy { $0.sorted() == cells })
      #expect(Set(long.order).count > 35)
      #expect(Array(long.order.prefix(15)) == BlockDesign(cells: cells, seed: seed).order)
    }
  }
}

@Suite struct CampaignSummaryTests {
  static let campaign = CampaignRecord(
    name: "tiny", label: .softwareEmulation, scenario: .init("s"), testbed: .init("t"),
    planHash: "p", seed: 7, blocks: 4, created: Timestamp(microseconds: 0), version: "0.1.0",
    cells: ["native", "kvm", "xen"].map { CellRecord(key: $0, platform: $0) })

  static func sample(
    _ cell: String, _ block: Int, _ value: Double, _ state: SampleRecord.State = .finished,
    _ reasons: [Invalidity] = []
  ) -> SampleRecord {
    SampleRecord(
      id: .init(rawValue: Int64(block)), block: block, position: 0, cell: cell, attempt: 1,
      state: state, started: nil, ended: nil, environment: "e-\(cell)", circumstances: nil,
      message: nil, reasons: reasons,
      measurements: [Measurement(workload: "pi", quantity: "time", unit: "s", value: value)],
      distributions: [])
  }

  /// Every block is twice as slow as the one before, in all cells: paired, that cancels.
  static let samples: [SampleRecord] =
    (0..<4).flatMap { block in
      let speed = Double(1 << block)
      return [
        sample("native", block, speed), sample("kvm", block, 1.5 * speed),
        sample("xen", block, (block == 0 ? 1.02 : 0.98) * speed),
      ]
    } + [
      sample("kvm", 0, 99, .invalid, [Invalidity(.steal, "a"), Invalidity(.swap, "b")]),
      sample("kvm", 1, 99, .invalid, [Invalidity(.swap, "b")]), sample("kvm", 2, 0, .failed),
      sample("xen", 3, 0, .interrupted), sample("xen", 3, 0, .running),
    ]

  @Test func ratiosArePairedByBlockAndCorrectedForTheirNumber() throws {
    let summary = CampaignSummary(Self.campaign, samples: Self.samples)
    #expect(summary.cells.map(\.finished) == [4, 4, 4])
    let (native, kvm) = (summary.cells[0].measures[0], summary.cells[1].measures[0])
    let xen = summary.cells[2].measures[0]
    #expect(native.ratio == nil && native.mean == 3.75)
    let exact = try #require(kvm.ratio)
    #expect((exact.ratio - 1.5).magnitude < 1e-12 && exact.high - exact.low < 1e-9)
    let near = try #require(xen.ratio)
    #expect(near.low < 1 && near.high > near.low)
    #expect(kvm.correctedProbability == min(1, 2 * exact.probability))
    #expect(xen.correctedProbability == near.probability, "the larger one is corrected by 1")
  }

  @Test func spoiledAttemptsAreCountedByReasonAndGiveNoValues() {
    let summary = CampaignSummary(Self.campaign, samples: Self.samples)
    let kvm = summary.cells[1]
    #expect(kvm.invalid == 2 && kvm.failed == 1 && kvm.interrupted == 0)
    #expect(kvm.reasons.map(\.kind) == [.swap, .steal] && kvm.reasons.map(\.count) == [2, 1])
    #expect(kvm.measures[0].values.map(\.value) == [1.5, 3, 6, 12])
    #expect(summary.cells[2].interrupted == 1)
  }

  @Test func aCellWhoseSamplesAreAllSpoiledIsNamed() {
    #expect(CampaignSummary(Self.campaign, samples: Self.samples).unmeasured.isEmpty)
    let spoiled = Self.samples.filter { $0.cell != "kvm" || $0.state != .finished }
    let summary = CampaignSummary(Self.campaign, samples: spoiled)
    #expect(summary.unmeasured.map(\.cell.key) == ["kvm"])
  }

  @Test func missingPairsAreLeftOut() throws {
    let samples = Self.samples.filter { !($0.cell == "native" && $0.block > 1) }
    let summary = CampaignSummary(Self.campaign, samples: samples)
    #expect(try #require(summary.cells[1].measures[0].ratio).count == 2)
  }

  @Test func aCellBecomesResultsThatSayWhereTheyAreFrom() throws {
    let summary = CampaignSummary(Self.campaign, samples: Self.samples)
    let results = try #require(summary.results(ofCell: "kvm"))
    #expect(results.provenance.kind == .measured && results.provenance.replications == 4)
    #expect(results.provenance.environmentHash == "e-kvm")
    #expect(results.provenance.label == "software emulation")
    #expect(results.metrics.map(\.name) == ["pi.time"] && results.notes.count == 2)
    #expect(results.metrics[0].samples == [1.5, 3, 6, 12])
    #expect(summary.results(ofCell: "none") == nil)
  }

  @Test func aCampaignWithoutSamplesHasAnEmptySummary() {
    let summary = CampaignSummary(Self.campaign, samples: [])
    #expect(summary.cells.allSatisfy { $0.finished == 0 && $0.measures.isEmpty })
  }
}

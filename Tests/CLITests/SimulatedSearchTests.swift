import Testing

/// `hypertwin simulate --flow`: the ways of loading a flow, as measure has them.
@Suite struct SimulatedSearchTests {
  private static let options = [
    "simulate", "tiny.yaml", "--replications", "2", "--format", "csv", "--search-width", "0.1",
    "--trial-seconds", "0.1",
  ]

  /// The names of the figures in CSV.
  private func names(_ output: String) -> [String] {
    output.split(whereSeparator: \.isNewline).dropFirst().map {
      String($0.prefix { $0 != "," })
    }
  }

  @Test func everyWayAddsItsFiguresInTheWordsOfMeasure() async throws {
    let folder = try Folder([:])
    let ways = ["--flow", "rate", "--flow", "search", "--flow", "saturation"]
    let all = try await Program.run(Self.options + ways, in: folder)
    #expect(all.status == 0 && !all.hasTrace, "\(all)")
    let found = names(all.output)
    let expected = [
      "tx.goodput", "tx.search_trials", "tx.search_time", "tx.saturation_intended",
      "tx.saturation_offered", "tx.saturation_packets", "tx.saturation_goodput",
      "tx.saturation_loss", "stream.copy",
    ]
    #expect(expected.allSatisfy(found.contains), "\(found)")
    for goal in ["tx.ndr", "tx.pdr"] {
      let bounds = [goal, "\(goal)_at_least", "\(goal)_below"]
      #expect(bounds.contains { found.contains($0) }, "\(found)")
    }
    #expect(found.last == "stream.copy", "figures are in the order of the workloads")
    // A way that is not asked for has no figures, and the others keep theirs.
    let one = try await Program.run(Self.options + ["--flow", "saturation"], in: folder)
    #expect(!names(one.output).contains("tx.goodput") && one.status == 0)
    #expect(names(one.output).contains("stream.copy"))
    let rows = one.output.split(whereSeparator: \.isNewline)
    #expect(rows.allSatisfy(Set(all.output.split(whereSeparator: \.isNewline)).contains))
  }

  @Test func aSearchGivesTheSameBytesOnAnyNumberOfThreads() async throws {
    let folder = try Folder([:])
    let arguments = Self.options + ["--flow", "search", "--workload", "tx", "--threads"]
    let one = try await Program.run(arguments + ["1"], in: folder)
    let two = try await Program.run(arguments + ["2"], in: folder)
    #expect(one.status == 0 && one.output.contains("tx.search_trials"))
    #expect(one.output == two.output)
  }

  @Test func aScenarioWithoutAConstantRateIsRefusedWithARemedy() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      Self.options + ["--flow", "search", "--workload", "stream"], in: folder)
    #expect(outcome.status == 65 && !outcome.hasTrace, "\(outcome)")
    #expect(outcome.errors.contains("load: constant_rate"), "\(outcome.errors)")
  }
}

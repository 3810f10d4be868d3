import Testing

/// The same scenario, seed and version give the same bytes.
@Suite struct DeterminismTests {
  @Test(arguments: ["json", "csv", "table"])
  func anyNumberOfThreadsGivesTheSameBytes(format: String) async throws {
    let folder = try Folder([:])
    let arguments = ["simulate", "tiny.yaml", "--replications", "5", "--format", format]
    let one = try await Program.run(arguments + ["--threads", "1"], in: folder)
    let two = try await Program.run(arguments + ["--threads", "2"], in: folder)
    let many = try await Program.run(arguments + ["--threads", "64"], in: folder)
    #expect(one.status == 0 && !one.output.isEmpty)
    #expect(one.output == two.output && two.output == many.output)
  }

  @Test func workloadsAloneGiveWhatEachGivesWhenItIsTheOnlyOne() async throws {
    let folder = try Folder([:])
    let arguments = ["simulate", "tiny.yaml", "--format", "csv"]
    let alone = try await Program.run(arguments + ["--alone"], in: folder)
    let stream = try await Program.run(arguments + ["--workload", "stream"], in: folder)
    let rows = stream.output.split(whereSeparator: \.isNewline).filter { $0.contains("stream.") }
    #expect(alone.status == 0 && !rows.isEmpty)
    let all = Set(alone.output.split(whereSeparator: \.isNewline))
    #expect(rows.allSatisfy(all.contains))
    #expect(all.count > rows.count + 1)
  }

  @Test func anotherSeedGivesOtherNumbers() async throws {
    let folder = try Folder([:])
    let arguments = ["simulate", "tiny.yaml", "--format", "csv"]
    let first = try await Program.run(arguments + ["--seed", "1"], in: folder)
    let second = try await Program.run(arguments + ["--seed", "2"], in: folder)
    let again = try await Program.run(arguments + ["--seed", "1"], in: folder)
    #expect(first.output != second.output)
    #expect(first.output == again.output)
  }

  @Test func anOverrideChangesTheResultAndItsHash() async throws {
    let folder = try Folder([:])
    let arguments = ["simulate", "tiny.yaml", "--workload", "stream", "--format", "json"]
    let plain = try await Program.run(arguments, in: folder)
    let faster = try await Program.run(
      arguments + ["--set", "hosts[b].memory.bandwidth=20 GB/s"], in: folder)
    #expect(plain.status == 0 && faster.status == 0)
    #expect(line("scenario_hash", of: plain.output) != line("scenario_hash", of: faster.output))
    #expect(line("mean", of: plain.output) != line("mean", of: faster.output))
    #expect(
      line("calibration_hash", of: plain.output) == line("calibration_hash", of: faster.output))
  }

  private func line(_ key: String, of text: String) -> Substring? {
    text.split(separator: "\n").first { $0.contains("\"\(key)\"") }
  }
}

import Testing

/// `hypertwin generate` and `hypertwin simulate --level fluid`.
@Suite struct LevelTests {
  @Test func aGeneratedDataCentreIsValidAndIsSimulatedByRates() async throws {
    let folder = try Folder([:])
    let made = try await Program.run(
      ["generate", "--hosts", "3", "--vms", "4", "--output", "small.yaml"], in: folder)
    #expect(made.status == 0 && !made.hasTrace, "\(made)")
    let checked = try await Program.run(["check", "small.yaml"], in: folder)
    #expect(
      checked.status == 0 && checked.output.contains("8 hosts, 12 VMs, 7 links"), "\(checked)")
    let outcome = try await Program.run(
      ["simulate", "small.yaml", "--level", "fluid", "--format", "json"], in: folder)
    #expect(outcome.status == 0 && !outcome.hasTrace, "\(outcome)")
    #expect(outcome.output.contains("flow11.goodput"), "\(outcome)")
    #expect(outcome.output.contains("waiting times are not given"), "\(outcome)")
  }

  @Test(arguments: [
    ["--trace", "t.json"], ["--capture", "router.eth0=c.pcap"], ["--queues", "q.csv"],
  ])
  func whatOnlyPacketsHaveIsRefusedAtTheFluidLevel(arguments: [String]) async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      ["simulate", Folder.fixture("scenarios/traffic/mix.yaml"), "--level", "fluid"] + arguments,
      in: folder)
    #expect(outcome.status == 65 && !outcome.hasTrace, "\(outcome)")
    #expect(outcome.errors.contains("\(arguments[0]): there are no packets"), "\(outcome)")
    #expect(outcome.errors.contains("--level packet"), "\(outcome)")
  }

  @Test func requestsAreRefusedAtTheFluidLevel() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      ["simulate", Folder.fixture("scenarios/traffic/mix.yaml"), "--level", "fluid"], in: folder)
    #expect(outcome.status != 0 && !outcome.hasTrace, "\(outcome)")
    #expect(outcome.errors.contains("workloads[3].load: database is requests"), "\(outcome)")
  }

  @Test(arguments: ["1", "1025", "many"])
  func aSizeOutOfRangeIsRefused(hosts: String) async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(["generate", "--hosts", hosts], in: folder)
    #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome)")
  }

  /// Where packets were lost while something was down stands in the table.
  @Test func lossesByAFailureAreToldInTheTable() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      [
        "simulate", Folder.fixture("scenarios/traffic/failures.yaml"), "--workload", "udp",
        "--replications", "1",
      ], in: folder)
    let text = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(text.contains("Lost: 50 % at switch.port1 → server.eth0 (link down)."), "\(outcome)")
    #expect(text.contains("Down from 500 ms to 1.5 s: the link at server.eth0."), "\(outcome)")
  }
}

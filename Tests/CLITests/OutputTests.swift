import FoundationEssentials
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Outputs are written whole or not at all, and standard output carries the result alone.
@Suite struct OutputTests {
  @Test func anOutputIsWrittenWhereItIsWanted() async throws {
    let folder = try Folder([:])
    let json = ["simulate", "tiny.yaml", "--format", "json"]
    let direct = try await Program.run(json, in: folder)
    let outcome = try await Program.run(json + ["--output", "out.json"], in: folder)
    #expect(outcome.status == 0 && outcome.output == "" && outcome.errors == "", "\(outcome)")
    #expect(try folder.text("out.json") == direct.output)
    #expect(folder.names == ["out.json", "tiny.yaml"])
    // Again, over the file that is there now.
    let csv = ["simulate", "tiny.yaml", "--format", "csv", "--output", "out.json"]
    #expect(try await Program.run(csv, in: folder).status == 0)
    #expect(try folder.text("out.json").hasPrefix("metric,unit,mean,ci95,n,converged\r\n"))
    #expect(folder.names == ["out.json", "tiny.yaml"])
  }

  @Test(arguments: [".", "absent/out.json", "tiny.yaml/out.json", "/proc/out.json"])
  func unwritableOutputsEndWith73AndLeaveNothing(path: String) async throws {
    let folder = try Folder([:])
    for option in ["--output", "--report"] {
      let outcome = try await Program.run(
        ["simulate", "tiny.yaml", "--format", "json", option, path], in: folder)
      #expect(outcome.status == 73, "\(outcome)")
      #expect(outcome.errors.contains(path) && !outcome.hasTrace, "\(outcome.errors)")
      #expect(outcome.output == "", "nothing is printed by a run that failed")
      #expect(folder.names == ["tiny.yaml"])
    }
    #expect(try folder.text("tiny.yaml") == Folder.tiny)
  }

  @Test func aFullDeviceEndsWith73() async throws {
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml", "--output", "/dev/full"], in: try Folder([:]))
    #expect(outcome.status == 73 && outcome.errors.hasPrefix("/dev/full: "), "\(outcome)")
  }

  @Test(.enabled(if: geteuid() != 0, "root may write into read-only folders"))
  func aReadOnlyFolderEndsWith73() async throws {
    let folder = try Folder([:])
    #expect(chmod(folder.path, 0o500) == 0)
    let outcome = try await Program.run(["simulate", "tiny.yaml", "-o", "out.json"], in: folder)
    #expect(chmod(folder.path, 0o700) == 0)
    #expect(outcome.status == 73, "\(outcome)")
    #expect(folder.names == ["tiny.yaml"])
  }

  /// A limit on the size of files stands for a full disk.
  @Test func anOutputThatDoesNotFitLeavesTheOldOne() async throws {
    let folder = try Folder(["out.json": "old"])
    let outcome = try await Program.shell(
      "trap '' XFSZ; ulimit -f 0; exec \"$HYPERTWIN\" simulate tiny.yaml --output out.json",
      in: folder)
    #expect(outcome.status == 73, "\(outcome)")
    #expect(try folder.text("out.json") == "old")
    #expect(folder.names == ["out.json", "tiny.yaml"])
  }

  @Test func aRunThatFailsLeavesTheOldOutput() async throws {
    let folder = try Folder(["out.json": "old", "bad.yaml": "hypertwin: ["])
    for arguments in [["bad.yaml"], ["absent.yaml"], ["tiny.yaml", "--workload", "none"]] {
      let outcome = try await Program.run(
        ["simulate"] + arguments + ["--output", "out.json"], in: folder)
      #expect(outcome.status == 65, "\(outcome)")
      #expect(try folder.text("out.json") == "old")
      #expect(folder.names == ["bad.yaml", "out.json", "tiny.yaml"])
    }
  }

  @Test func aFullStandardOutputEndsWith73() async throws {
    let outcome = try await Program.shell(
      "\"$HYPERTWIN\" simulate tiny.yaml >/dev/full", in: try Folder([:]))
    #expect(outcome.status == 73, "\(outcome)")
    #expect(outcome.errors.contains("standard output: No space left"), "\(outcome.errors)")
  }

  @Test func aClosedStandardOutputEndsWith73() async throws {
    let folder = try Folder([:])
    for command in ["simulate", "check"] {
      let outcome = try await Program.shell("\"$HYPERTWIN\" \(command) tiny.yaml >&-", in: folder)
      #expect(outcome.status == 73, "\(outcome)")
      #expect(outcome.errors.contains("standard output: Bad file descriptor"), "\(outcome)")
    }
  }

  /// A reader that has had enough ends the writer without a word.
  @Test func aReaderThatLeavesGivesNoTrace() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.shell(
      "\"$HYPERTWIN\" simulate tiny.yaml --format json --replications 2000 | head -n 1; "
        + "echo ${PIPESTATUS[0]}", in: folder)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "{" && ["0", "141"].contains(lines.last), "\(lines)")
    #expect(outcome.errors == "")
  }

  @Test func resultsInJSONCarryTheirProvenance() async throws {
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml", "--format", "json", "--seed", "99", "--replications", "4"],
      in: try Folder([:]))
    let results = try JSONDecoder().decode(Simulated.self, from: Data(outcome.output.utf8))
    #expect(results.schema == 1 && results.scenario == "tiny")
    #expect(results.provenance.seed == 99 && results.provenance.replications == 4)
    #expect(results.provenance.calibration_hash?.utf8.count == 64)
    #expect(results.provenance.scenario_hash?.utf8.count == 64)
    #expect(results.metrics.contains { $0.name == "stream.copy" && $0.unit == "MB/s" })
    #expect(results.metrics.allSatisfy { $0.samples.count == 4 })
    #expect(outcome.errors == "")
  }

  @Test func resultsInCSVHaveAsManyFieldsAsTheirHeader() async throws {
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml", "--format", "csv"], in: try Folder([:]))
    let records = outcome.output.split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(records.first == ["metric", "unit", "mean", "ci95", "n", "converged"])
    #expect(records.count > 4 && records.allSatisfy { $0.count == 6 })
    #expect(records.dropFirst().allSatisfy { Double($0[2]) != nil && $0[4] == "3" })
  }

  @Test func noColoursAreWrittenIntoPipes() async throws {
    let folder = try Folder([:])
    for prefix in ["", "NO_COLOR=1 ", "TERM=xterm-256color CLICOLOR_FORCE=1 "] {
      let outcome = try await Program.shell(
        "\(prefix)\"$HYPERTWIN\" simulate tiny.yaml", in: folder)
      #expect(outcome.status == 0)
      #expect(!outcome.output.contains("\u{1B}") && outcome.errors == "", "\(outcome)")
    }
  }
}

/// What others read of the results' JSON.
private struct Simulated: Decodable {
  struct Provenance: Decodable {
    var seed: UInt64
    var replications: Int
    var calibration_hash: String?
    var scenario_hash: String?
  }

  struct Metric: Decodable {
    var name: String
    var unit: String
    var samples: [Double]
  }

  var schema: Int
  var scenario: String
  var provenance: Provenance
  var metrics: [Metric]
}

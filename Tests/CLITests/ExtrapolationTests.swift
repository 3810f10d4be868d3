import FoundationEssentials
import Testing

/// A prediction outside of what its calibration was fitted to says so, in every form.
@Suite struct ExtrapolationTests {
  private static let forms = ["table", "json", "csv"]

  @Test(arguments: forms)
  func aScenarioUnlikeTheFittedOnesIsExtrapolated(form: String) async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(
      ["simulate", "tiny.yaml", "--format", form, "--report", "r.html"], in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    let page = try folder.text("r.html")
    for text in [form == "csv" ? outcome.errors : outcome.output, page] {
      // Tables break lines where they are full.
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("Extrapolated: the scenario lies outside"), "\(text)")
      #expect(words.contains("frame size 512 B (fitted: 1518 B)"), "\(text)")
      #expect(words.contains("processor clock 2 GHz (fitted: 2.66 GHz)"), "\(text)")
    }
    if form == "csv" { #expect(!outcome.output.contains("Extrapolated")) }
  }

  @Test(arguments: ["native", "kvm_standard", "kvm_virtio", "xen"])
  func aScenarioThatWasFittedIsNot(name: String) async throws {
    let outcome = try await Program.run(
      [
        "simulate", Folder.fixture("scenarios/paper-2013/\(name).yaml"), "--workload", "tx",
        "--replications", "2", "--format", "json",
      ], in: try Folder([:]))
    #expect(outcome.status == 0 && !outcome.output.contains("Extrapolated"), "\(outcome)")
  }

  @Test func oneWorkloadMayLieInsideWhereAnotherDoesNot() async throws {
    let outcome = try await Program.run(
      [
        "simulate", Folder.fixture("scenarios/paper-2013/xen.yaml"), "--workload", "pi",
        "--set", "workloads[tx].frame=64 B", "--replications", "2", "--format", "json",
      ], in: try Folder([:]))
    #expect(outcome.status == 0 && !outcome.output.contains("Extrapolated"), "\(outcome)")
  }
}

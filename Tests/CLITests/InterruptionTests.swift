import FoundationEssentials
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A run that is interrupted ends at once, says so by its status, and leaves nothing behind.
@Suite struct InterruptionTests {
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aLongRunEndsWithoutAPartialFile(signal: Int32) async throws {
    let folder = try Folder(["out.json": "old"])
    let outcome = try await Program.interrupt(
      [
        "simulate", "tiny.yaml", "--set", "run.duration=1 h", "--set",
        "workloads[tx].rate=900 Mbit/s", "--output", "out.json", "--report", "report.html",
      ], with: signal, in: folder)
    #expect(outcome.signal == signal || outcome.status == 128 + signal, "\(outcome)")
    #expect(outcome.output == "" && !outcome.hasTrace, "\(outcome)")
    #expect(try folder.text("out.json") == "old")
    #expect(folder.names == ["out.json", "tiny.yaml"])
  }

  @Test func aFitEndsWithoutAPartialFile() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.interrupt(
      ["calibrate", "--output", "c.yaml"], with: SIGINT, in: folder)
    #expect(outcome.signal == SIGINT || outcome.status == 130, "\(outcome)")
    #expect(folder.names == ["tiny.yaml"])
  }
}

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

  /// A C compiler, which makes a library whose `rename` waits for the signal; nil where there is
  /// none.
  private static let compiler = ["/usr/bin/cc", "/usr/bin/clang"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Between writing a file and giving it its name, the process sends itself the signal.
  @Test(
    .enabled(if: compiler != nil, "needs a C compiler: apt-get install gcc"),
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalWhileAnOutputIsPutInPlaceLeavesNoPartialFile(signal: Int32) async throws {
    let source = """
      #include <signal.h>
      #include <stdlib.h>
      #include <unistd.h>
      int rename(const char *from, const char *to) {
        kill(getpid(), atoi(getenv("TEST_SIGNAL")));
        for (;;) pause();
      }
      """
    let compiler = try #require(Self.compiler)
    let folder = try Folder([
      "out.json": "old",
      "routes.txt": "interface left mac 02:00:00:00:00:01 address 198.18.0.1/24\n",
    ])
    // A capture of no frames: little-endian, version 2.4, Ethernet.
    let words = #"\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\0\0\4\0\1\0\0\0"#
    #expect(try await Program.shell("printf '\(words)' >in.pcap", in: folder).status == 0)
    let tools = try Folder(["rename.c": source + "\n"])
    let made = try await Program.shell(
      "\(compiler) -shared -fPIC -o \(tools.path)/rename.so \(tools.path)/rename.c", in: tools)
    #expect(made.status == 0, "\(made)")
    for command in [
      "simulate tiny.yaml --output out.json",
      "kernel forward --read in.pcap --write out.json --routes routes.txt",
    ] {
      let outcome = try await Program.shell(
        "TEST_SIGNAL=\(signal) LD_PRELOAD=\(tools.path)/rename.so exec \"$HYPERTWIN\" \(command)",
        in: folder)
      #expect(outcome.signal == signal, "\(outcome)")
      #expect(try folder.text("out.json") == "old")
      #expect(folder.names == ["in.pcap", "out.json", "routes.txt", "tiny.yaml"])
    }
  }

  @Test func aFitEndsWithoutAPartialFile() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.interrupt(
      ["calibrate", "--output", "c.yaml"], with: SIGINT, in: folder)
    #expect(outcome.signal == SIGINT || outcome.status == 130, "\(outcome)")
    #expect(folder.names == ["tiny.yaml"])
  }
}

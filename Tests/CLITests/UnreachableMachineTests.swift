import Foundation
import Testing

/// A testbed with a machine that nobody reaches: every command says which, why and what to do, ends
/// with 1, and still does the rest.
@Suite struct UnreachableMachineTests {
  /// On port 1 (tcpmux, RFC 1078) nothing listens, so the connection is refused at once.
  private static let testbed = """
    testbed: 1
    name: nowhere
    hosts:
      - {name: a, ssh: 'root@127.0.0.1:1', ports: {eth0: e0}}
      - {name: b, ssh: 'root@localhost:1', ports: {eth0: e0}}
    """

  private static func run(_ arguments: [String]) async throws -> Program.Outcome {
    let folder = try Folder(["testbed.yaml": testbed])
    // Nothing of this machine's real state is looked at.
    let outcome = try await Program.shell(
      "export HYPERTWIN_STATE=$PWD/state HYPERTWIN_CACHE=$PWD/cache; exec \"$HYPERTWIN\" "
        + arguments.joined(separator: " "), in: folder)
    #expect(!outcome.hasTrace, "\(outcome)")
    return outcome
  }

  private static func expectPlaces(in text: String) {
    for part in [
      "hosts[0].ssh: root@127.0.0.1:1: ", "hosts[1].ssh: root@localhost:1: ",
      "`ssh -p 1 root@127.0.0.1 /usr/local/bin/hypertwin --version`",
    ] { #expect(text.contains(part), "\(part) in \(text)") }
  }

  @Test func doctorExaminesTheOthersAndEndsWithOne() async throws {
    let outcome = try await Self.run(["doctor", "--testbed", "testbed.yaml", "tiny.yaml"])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("Preflight of this machine"), "\(outcome)")
    #expect(outcome.output.contains("root@127.0.0.1:1: could not be reached"))
    Self.expectPlaces(in: outcome.output)
  }

  @Test func cleanLooksAtThisMachineAndEndsWithOne() async throws {
    let outcome = try await Self.run(["clean", "--dry-run", "--testbed", "testbed.yaml"])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("this machine\nNothing was left behind."), "\(outcome)")
    Self.expectPlaces(in: outcome.output)
  }

  /// A plan asks nobody.
  @Test func planPrintsWhatWouldBeDone() async throws {
    let folder = try Folder(["testbed.yaml": Self.testbed])
    let outcome = try await Program.run(
      ["plan", "tiny.yaml", "--testbed", "testbed.yaml", "--workload", "tx"], in: folder)
    #expect(outcome.status == 0 && outcome.output.contains("on root@127.0.0.1:1:"), "\(outcome)")
  }

  /// No host is on this machine, so no root is needed here; the agents' executable is, of which a
  /// static one's header is enough.
  @Test func measureNamesAllOfThemAndEndsWithOne() async throws {
    let folder = try Folder(["testbed.yaml": Self.testbed])
    let outcome = try await Program.shell(
      "{ printf '\\177ELF\\2\\1'; head -c 58 /dev/zero; } >guest; "
        + "export HYPERTWIN_STATE=$PWD/state HYPERTWIN_CACHE=$PWD/cache "
        + "HYPERTWIN_GUEST=$PWD/guest; "
        + "exec \"$HYPERTWIN\" measure tiny.yaml --testbed testbed.yaml --workload tx --blocks 1",
      in: folder)
    #expect(outcome.status == 1 && !outcome.hasTrace, "\(outcome)")
    Self.expectPlaces(in: outcome.errors)
  }
}

import Foundation
import Testing

@testable import Rack

@Suite
struct RackRecipeTests {
  private static let policy = """
    xen-utils-4.17:
      Installed: (none)
      Candidate: 4.17.7+13
      Version table:
         4.17.7+13 500
    gone:
      Installed: (none)
      Candidate: (none)
    kmod:
      Installed: 30
      Candidate: 30+20221128-1

    """

  @Test
  func readsCandidates() {
    #expect(
      RackRecipe.candidates(in: Self.policy) == ["xen-utils-4.17=4.17.7+13", "kmod=30+20221128-1"])
  }

  /// So that a newer package, another mirror, or another script gives another image.
  @Test
  func theKeyKnowsVersionsAndMirror() throws {
    var recipe = try RackRecipe(mirror: nil)
    let key = recipe.key
    #expect(recipe.key == key)
    #expect(key.count == 64)
    recipe.versions.append("kmod=31")
    #expect(recipe.key != key)
    let other = try RackRecipe(mirror: "http://192.0.2.1/debian")
    #expect(other.key != key)
  }

  @Test
  func scriptsAreShell() throws {
    for script in [RackRecipe.customize, RackRecipe.firstInit, RackRecipe.hostInit] {
      let text = String(decoding: script, as: UTF8.self)
      #expect(text.hasPrefix("#!/bin/"))
      let check = Process()
      check.executableURL = URL(fileURLWithPath: "/bin/sh")
      check.arguments = ["-n", "-c", text]
      try check.run()
      check.waitUntilExit()
      #expect(check.terminationStatus == 0)
    }
  }

  @Test
  func readsTheStepsOfAConsole() {
    let console = "(XEN) noise\r\nRACK booted 9.84\r\nRACK FAILED no second disk\r\nRACK sh"
    let steps = RackWait.steps(in: console)
    #expect(steps.map(\.name) == ["booted", "FAILED"])
    #expect(steps.last?.detail == "no second disk")
  }

  /// A build that is ended, or fails, leaves no image and no folder.
  @Test(.enabled(if: geteuid() == 0, "the image is built as root"))
  func aStoppedBuildLeavesNothing() throws {
    guard Program.missing(["mmdebstrap", "mke2fs", "unshare", "xz", "gzip"]).isEmpty else {
      print("no mmdebstrap: a stopped build is not tried")
      return
    }
    let cache = NSTemporaryDirectory() + "hypertwin-rack-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: cache) }
    let recipe = try RackRecipe(mirror: "http://127.0.0.1:9/debian")
    let builder = RackBuilder(recipe: recipe, isStopped: { true }, progress: { _ in })
    #expect(throws: RackError.interrupted) { try builder.build(in: cache) }
    #expect(RackImage.find(recipe, cache: cache) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache + "/rack") == ["build.log"])
  }

  @Test
  func missingProgramsAreNamedWithTheirPackages() {
    #expect {
      try Rack.require(["no-such-program-a": "p2", "no-such-program-b": "p1", "sh": "dash"])
    } throws: { error in
      "\(error)"
        == "PATH: there is no no-such-program-a, no no-such-program-b; install with: "
        + "apt-get install --no-install-recommends p1 p2"
    }
  }
}

import Foundation
import Testing

@testable import Rack

@Suite
struct RackStartTests {
  @Test
  func impossibleMemoryIsRefusedWithWhatIsPossible() {
    var start = RackStart(.xen, state: "/nonexistent")
    start.memory = 512
    #expect {
      try start.check()
    } throws: { error in
      "\(error)" == "--memory 512 MiB: a rack of kind xen has 2048 to 65536 MiB"
    }
  }

  @Test(.enabled(if: Program.missing([RackMachine.program, "ssh", "mke2fs"]).isEmpty))
  func aProgramThatIsMissingIsNamed() {
    var start = RackStart(.native, state: "/nonexistent")
    start.programs = ["hypertwin": "/nonexistent/hypertwin"]
    #expect {
      try start.check()
    } throws: { error in
      "\(error)".hasPrefix("/nonexistent/hypertwin: there is no program hypertwin;")
    }
  }

  /// A machine whose disk is empty cannot boot: the error says so, and nothing is left running.
  @Test(.enabled(if: Program.missing([RackMachine.program, "ssh", "mke2fs"]).isEmpty))
  func aMachineThatEndsIsAnErrorAndLeavesNothing() throws {
    let folder = NSTemporaryDirectory() + "hypertwin-rack-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var start = RackStart(.native, state: folder)
    start.memory = 1024
    let image = RackImage(folder: folder + "/no-image")
    #expect {
      try start.boot(image)
    } throws: { error in
      "\(error)".hasPrefix("cannot boot the rack native: QEMU ended with status 1")
    }
    #expect(Rack.find(.native, state: folder) == nil)
  }
}

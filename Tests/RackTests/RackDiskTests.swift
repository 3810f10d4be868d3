import Foundation
import Testing

@testable import Rack

/// Disks of racks are the same bytes whenever, and from wherever, they are made.
@Suite(.enabled(if: Program.missing(["mke2fs", "debugfs", "e2fsck"]).isEmpty))
struct RackDiskTests {
  private static let names = (0..<40).map { "file \($0)" } + ["é[", "a", "B", "-x"]

  /// A folder whose entries are made in that order, with links, folders in folders and rights.
  private static func folder(_ names: [String]) throws -> String {
    let path = NSTemporaryDirectory() + "hypertwin-disk-\(UUID().uuidString)"
    let files = FileManager.default
    try files.createDirectory(atPath: path + "/inner/most", withIntermediateDirectories: true)
    for name in names {
      try Data("text of \(name)".utf8).write(to: URL(fileURLWithPath: "\(path)/inner/\(name)"))
      try files.setAttributes(
        [.posixPermissions: name == "a" ? 0o4755 : 0o640], ofItemAtPath: "\(path)/inner/\(name)")
    }
    try files.linkItem(atPath: path + "/inner/a", toPath: path + "/inner/most/same")
    try files.createSymbolicLink(
      atPath: path + "/link", withDestinationPath: String(repeating: "long/", count: 30))
    return path
  }

  @Test
  func theOrderAndTheTimeOfMakingDoNotShow() throws {
    let folders = [
      try Self.folder(Self.names), try Self.folder(Self.names.reversed()),
    ]
    defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
    let disks = try folders.map { folder in
      let disk = folder + ".ext4"
      try RackBuilder.makeDisk(
        disk, of: folder, mebibytes: 8, log: folder + ".log", isStopped: { false })
      return try Data(contentsOf: URL(fileURLWithPath: disk))
    }
    defer {
      for folder in folders {
        for end in [".ext4", ".log"] { try? FileManager.default.removeItem(atPath: folder + end) }
      }
    }
    #expect(disks[0] == disks[1])
    let text = try Program.output(
      of: ["debugfs", "-R", "cat \"/inner/most/same\"", folders[0] + ".ext4"], patience: 60)
    #expect(text.text.contains("text of a"))
    let status = try Program.output(
      of: ["debugfs", "-R", "stat \"/inner/a\"", folders[0] + ".ext4"], patience: 60)
    #expect(status.text.contains("Mode:  04755") && status.text.contains("Links: 2"))
  }

  @Test
  func namesThatDebugfsCannotBeToldAreRefused() throws {
    let folder = try Self.folder(["a", "qu\"ote"])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(throws: RackError.self) { try RackDisk(folder) }
  }
}

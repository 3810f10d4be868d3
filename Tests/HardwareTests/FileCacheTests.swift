import Foundation
import Testing

@testable import Hardware

/// The files that a worker was sent.
@Suite struct FileCacheTests {
  /// What a worker was sent in part before it was killed goes at the next start; what a living one
  /// is just sent, and whole files, stay.
  @Test func whatDeadWorkersWereSentInPartIsRemoved() throws {
    let cache = NSTemporaryDirectory() + "hypertwin-cache-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: cache) }
    let files = FileCache(cache: cache)
    let hashes = "abcd".map { String(repeating: $0, count: 64) }
    try files.put([1, 2, 3], at: 0, of: hashes[0], size: 10)
    let own = try FileManager.default.contentsOfDirectory(atPath: files.folder)
    #expect(own == ["\(hashes[0]).\(ProcessMark.own)"])
    // A process that has ended, this one's number at another time, a whole file, and no file of
    // ours.
    let ended = Process()
    ended.executableURL = URL(fileURLWithPath: "/bin/true")
    try ended.run()
    ended.waitUntilExit()
    let mark = ProcessMark.own
    let dead = [
      "\(hashes[1]).\(ended.processIdentifier)-\(mark.start)",
      "\(hashes[2]).\(mark.process)-\(mark.start + 1)",
    ]
    for name in dead + [hashes[3], "notes.txt"] {
      try Data([1]).write(to: URL(fileURLWithPath: "\(files.folder)/\(name)"))
    }
    files.removeAbandoned()
    let left = try FileManager.default.contentsOfDirectory(atPath: files.folder).sorted()
    #expect(left == (own + [hashes[3], "notes.txt"]).sorted())
    files.removeUnfinished([hashes[0]])
    #expect(files.missing([hashes[3]]).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "\(files.folder)/\(own[0])"))
  }

  @Test(arguments: ["", "1", "1-", "-1-2", "0-1", "1-2-3", "a-b"])
  func whatIsNoMarkIsNotRead(text: String) { #expect(ProcessMark(text) == nil) }
}

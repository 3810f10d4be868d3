import Foundation
import Testing

@testable import Rack

@Suite
struct RackCommandTests {
  /// Whatever the pieces in which they come.
  @Test(arguments: 1...9)
  func linesAreWholeHoweverTheyCome(size: Int) {
    let bytes = Array("one\r\n\nthree – é\nrest".utf8)
    var splitter = LineSplitter()
    var lines: [String] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      lines += splitter.add(bytes[start..<min(start + size, bytes.count)])
    }
    #expect(lines == ["one", "", "three – é"])
    #expect(splitter.rest == "rest")
  }

  @Test
  func whatAProgramSaysIsHandedOnWithItsStatus() throws {
    var bytes: [UInt8] = []
    let status = try Program.follow(
      ["sh", "-c", "echo out; echo err >&2; exit 3"], patience: 600, isStopped: { false }
    ) { bytes += $0 }
    #expect(status == 3)
    #expect(String(decoding: bytes, as: UTF8.self) == "out\nerr\n")
  }

  @Test
  func aProgramIsEndedWhenItsTimeIsOverOrTheUserWantsIt() throws {
    var said = ""
    let command = ["sh", "-c", "echo $$; exec sleep 600"]
    let status = try Program.follow(command, patience: 0, isStopped: { false }) { _ in }
    #expect(status == nil)
    // It has said a word, and says no other.
    let began = ContinuousClock.now
    let silent = try Program.follow(
      command, patience: 600, silence: 0.2, isStopped: { false }
    ) { _ in }
    #expect(silent == nil && ContinuousClock.now - began < .seconds(300))
    #expect(throws: RackError.interrupted) {
      try Program.follow(command, patience: 600, isStopped: { !said.isEmpty }) {
        said += String(decoding: $0, as: UTF8.self)
      }
    }
    let process = try #require(Int32(said.dropLast()))
    #expect(RackRecord.start(of: process) == nil)
  }
}

import Model
import Testing

@testable import Formats

/// Files of counts are read as they were written, or refused.
@Suite struct CountsFileTests {
  @Test func whatIsWrittenIsReadBack() throws {
    let read = try CountsFile.read(MadeUpCounts.text, file: "c.yaml")
    #expect(read == MadeUpCounts.figures)
    #expect(CountsFile.text(of: read, remark: "made up") == MadeUpCounts.text)
    #expect(MadeUpCounts.text.hasPrefix("# made up\nlabel: emulated host\nclock: instructions\n"))
    #expect(MadeUpCounts.text.contains("\n  - name: xen-pv-routed\n"))
  }

  /// As `rack demo --exact --data` wrote it in version 0.1.0, folded caveat and all.
  @Test func theFirstFormIsReadToo() throws {
    let text = """
      # Measured by `hypertwin rack demo --exact`: one sample each.
      label: emulated host
      clock: instructions
      hypertwin: "0.1.0"
      caveat: >-
        counts of instructions of an emulated machine with one core, not times
      packages: ["qemu-system-x86=1:7.2+dfsg-7"]
      platforms:
        - name: native
          figures:
            - {name: "udp byte", unit: "instructions", value: 1e-05}
      """
    let read = try CountsFile.read(text, file: "c.yaml")
    #expect(read.caveat.hasSuffix("with one core, not times"))
    #expect(read.packages == ["qemu-system-x86=1:7.2+dfsg-7"])
    #expect(
      read.platforms == [
        .init(
          name: "native",
          figures: [.init(name: "udp byte", unit: "instructions", value: 1e-5)])
      ])
  }

  @Test func timesAreRefusedWithTheRemedy() {
    var figures = MadeUpCounts.figures
    figures.clock = .time
    figures.flowSeconds = 2
    let text = CountsFile.text(of: figures, remark: "made up")
    #expect(text.contains("\nflow_seconds: 2.0\n"))
    expect(
      [
        "c.yaml:3: clock: these are times of an emulated machine, which say nothing of costs; "
          + "count instructions with hypertwin rack demo --exact --data FILE"
      ], in: text)
  }

  @Test func everyProblemIsToldAtOnceWithItsLine() {
    let text = """
      label: emulated host
      clock: ticks
      caveat: none
      packages: {}
      speed: 3
      platforms:
        - name: native
          figures:
            - {name: udp packet, unit: instructions, value: fast}
            - {name: udp packet, unit: instructions, value: .inf}
        - {name: native, figures: 7}
      """
    expect(
      [
        "c.yaml:1: hypertwin: missing; it must be given",
        "c.yaml:2: clock: \"ticks\" is none of instructions, time",
        "c.yaml:4: packages: this must be a list, such as [a, b]",
        "c.yaml:5: speed: unknown key \"speed\"; the keys are label, clock, hypertwin, caveat, "
          + "packages, flow_seconds, platforms",
        "c.yaml:9: platforms[0].figures[0].value: \"fast\" is not a finite number",
        "c.yaml:10: platforms[0].figures[1].name: \"udp packet\" is given twice; keep one",
        "c.yaml:10: platforms[0].figures[1].value: \".inf\" is not a finite number",
        "c.yaml:11: platforms[1].name: \"native\" is given twice; keep one",
        "c.yaml:11: platforms[1].figures: this must be a list",
      ], in: text)
  }

  @Test func controlCharactersAreKeptFromTerminals() {
    var figures = MadeUpCounts.figures
    figures.label = "emulated \u{1B}[31mhost"
    figures.version = "0.1\u{9B}31m"
    expect(
      ["label", "hypertwin"].map { key in
        "c.yaml:\(key == "label" ? 2 : 4): \(key): there are control characters in it; "
          + "write plain text"
      }, in: CountsFile.text(of: figures, remark: "made up"))
  }

  @Test(arguments: ["", "[]", "label: x\n", "platforms: [7, [], {}]\n", "a: &a [*a]\n", "\u{0}"])
  func otherFilesAreNoCounts(text: String) {
    #expect(throws: InputError.self) { try CountsFile.read(text, file: "c.yaml") }
  }

  /// A file that was damaged is read or refused, and what is read is written and read the same.
  @Test func everyDamagedFileIsReadOrRefused() throws {
    let bytes = Array(MadeUpCounts.text.utf8)
    var refused = 0
    for position in stride(from: 0, to: bytes.count, by: 23) {
      for change: UInt8 in [1, 0x20, 0x80] {
        var changed = bytes
        changed[position] ^= change
        let text = String(decoding: changed, as: UTF8.self)
        guard let read = try? CountsFile.read(text, file: "c.yaml") else {
          refused += 1
          continue
        }
        let again = CountsFile.text(of: read, remark: "again")
        #expect(try CountsFile.read(again, file: "c.yaml") == read, "byte \(position)")
      }
    }
    #expect(refused > 100)
  }

  private func expect(_ lines: [String], in text: String) {
    do {
      _ = try CountsFile.read(text, file: "c.yaml")
      Issue.record("it was read")
    } catch {
      #expect(error.problems.map(\.description) == lines)
    }
  }
}

import Testing

@testable import Formats

/// What `results export --format csv` writes is read again.
@Suite struct MeasuredFiguresTests {
  private static let header = [
    "campaign", "label", "cell", "block", "position", "attempt", "state", "started", "ended",
    "environment", "reasons", "workload", "quantity", "unit", "value",
  ]

  private func text(_ rows: [[String]]) -> String {
    let start = ["c0", "emulated"]
    return ([Self.header] + rows.map { start + $0 }).map(CSV.line).joined()
  }

  private func row(
    _ cell: String, _ state: String, _ reasons: String, _ number: [String]
  ) -> [String] {
    [cell, "0", "0", "1", state, "", "", "", reasons] + number
  }

  @Test func onlyAttemptsThatCountGiveFigures() throws {
    let read = try MeasuredFigures.read(
      text([
        row("kvm", "finished", "", ["pi", "time", "s", "0.75"]),
        row("kvm", "invalid", "steal; swap", ["pi", "time", "s", "9"]),
        row("kvm", "invalid", "steal; swap", ["tcp", "goodput", "Mbit/s", "9"]),
        row("xen", "failed", "no agent, after 60 s", ["", "", "", ""]),
        row("xen", "finished", "", ["", "", "", ""]),
      ]), file: "a.csv")
    #expect(
      read.figures == [
        .init(cell: "kvm", workload: "pi", quantity: "time", unit: "s", value: 0.75)
      ])
    #expect(
      read.troubles == [
        .init(cell: "kvm", state: "invalid", reasons: "steal; swap"),
        .init(cell: "xen", state: "failed", reasons: "no agent, after 60 s"),
      ])
  }

  @Test func everyProblemIsToldWithItsLine() {
    let good = row("kvm", "finished", "", ["pi", "time", "s", "0.75"])
    let bad = row("kvm", "finished", "", ["pi", "time", "s", "fast"])
    let endless = row("kvm", "finished", "", ["pi", "time", "s", "inf"])
    #expect {
      try MeasuredFigures.read(
        text([good, bad, endless]) + "short,record\r\n", file: "a.csv")
    } throws: { error in
      "\(error)" == """
        a.csv:3: value: "fast" is no number; export the file again
        a.csv:4: value: "inf" is no number; export the file again
        a.csv:5: 2 fields instead of 15; export the file again
        """
    }
  }

  @Test(arguments: ["cell,state\r\n", ""])
  func aFileOfSomethingElseIsRefused(text: String) {
    #expect {
      try MeasuredFigures.read(text, file: "a.csv")
    } throws: { error in
      let missing = text.isEmpty ? "cell, state, reasons" : "reasons, workload"
      return "\(error)".contains("there is no column \(missing)")
        && "\(error)".hasSuffix("make the file with hypertwin results export --format csv")
    }
  }
}

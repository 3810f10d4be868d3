import Testing

@testable import Report

/// The tables on terminals of any width.
@Suite
struct TerminalTests {
  @Test(arguments: [40, 60, 80, 120])
  func tablesLookAsTheyDid(width: Int) throws {
    try Golden.expect(
      ReproductionTables.text(Samples.reproduction, width: width, color: false),
      is: "reproduction-\(width).txt")
    try Golden.expect(
      ResultsTable.text(Samples.results, width: width, color: false), is: "results-\(width).txt")
  }

  @Test
  func coloursLookAsTheyDid() throws {
    try Golden.expect(
      ReproductionTables.text(Samples.reproduction, width: 80, color: true)
        .replacing("\u{1B}", with: "^"), is: "reproduction-80-color.txt")
  }

  @Test
  func noLineIsLongerThanTheTerminal() {
    for width in TextStyle.narrowest...200 {
      for text in texts(width: width, color: false) {
        for line in text.split(separator: "\n") {
          #expect(DisplayText.width(line) <= width, "\(width) columns: \(line)")
        }
      }
    }
  }

  @Test(arguments: [30, 60, 100])
  func coloursAddNothingButColours(width: Int) {
    for (plain, colored) in zip(texts(width: width, color: false), texts(width: width, color: true))
    {
      var text = colored
      for code in ["0", "1", "31", "32", "33"] {
        text = text.replacing("\u{1B}[\(code)m", with: "")
      }
      #expect(text == plain)
      #expect(!plain.contains("\u{1B}"))
    }
  }

  @Test
  func namesCannotCommandTheTerminal() {
    for text in [
      ReproductionTables.text(Samples.hostileReproduction, width: 80, color: false),
      ResultsTable.text(Samples.hostileResults, width: 80, color: false),
    ] {
      #expect(!text.contains("\u{1B}"))
      #expect(text.contains("\u{FFFD}[31m"))
    }
  }

  @Test
  func emptyResultsAreReported() throws {
    var results = Samples.results
    results.metrics = []
    results.breakdown = []
    results.threads = nil
    results.notes = []
    try Golden.expect(ResultsTable.text(results, width: 200, color: false), is: "empty-200.txt")
  }

  @Test
  func numbersThatAreNoneDoNotBreakTheTables() {
    var reproduction = Samples.reproduction
    reproduction.cells[0].predicted = .init(mean: .nan, ci95: .infinity)
    reproduction.priorCells[0].high = .infinity
    #expect(
      ReproductionTables.text(reproduction, width: 80, color: false).contains(
        "5,309 ± 0.3      – ± –"))
  }

  private func texts(width: Int, color: Bool) -> [String] {
    [
      ReproductionTables.text(Samples.reproduction, width: width, color: color),
      ResultsTable.text(Samples.results, width: width, color: color),
    ]
  }
}

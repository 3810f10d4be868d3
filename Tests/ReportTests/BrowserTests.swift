import Formats
import Model
import Testing

@testable import Report

/// The report in a real browser with the real charting library.
@Suite(
  .enabled(
    if: Chromium.isInstalled,
    "needs Debian's chromium and libjs-vega: apt-get install chromium libjs-vega"))
struct BrowserTests {
  private func report() throws -> HTMLReport {
    let library = try ChartLibrary.vega { (file) throws(InputError) in
      try TextFile.read("\(Chromium.vega)/\(file)")
    }
    return HTMLReport(command: "hypertwin reproduce", library: library) {
      SHA256.digest(of: $0.utf8)
    }
  }

  @Test
  func theChartsOfAReproductionAreDrawn() throws {
    let page = try Chromium.open(try report().reproduction(Samples.reproduction))
    #expect(page.console.isEmpty, "\(page.console)")
    let plots = plots(of: page.document)
    // Bars for 4 metrics, the errors, ranges for 3 metrics, the service times, 2 paths.
    #expect(plots.count == 11)
    for plot in plots { #expect(plot.contains("<svg") && plot.contains("data-drawn=\"yes\"")) }
    // Published and predicted, each with an interval and its two ends, for 5 cells.
    #expect(marks("bar", "rect", in: plots) == 10)
    #expect(marks("interval", "rule", in: plots) == 10)
    #expect(marks("low-end", "rule", in: plots) == 10)
    #expect(marks("high-end", "rule", in: plots) == 10)
    #expect(marks("range", "rect", in: plots) == 3)
    #expect(marks("predicted", "symbol", in: plots) == 5)
    // Wire, backend, guest and ends, on both paths.
    #expect(marks("part", "rect", in: plots) == 8)
    #expect(marks("waiting", "rect", in: plots) == 8)
    #expect(marks("service", "rect", in: plots) == 8)
  }

  @Test
  func theChartsOfResultsAreDrawn() throws {
    let page = try Chromium.open(try report().results(Samples.results))
    #expect(page.console.isEmpty, "\(page.console)")
    let plots = plots(of: page.document)
    #expect(plots.count == 6)
    for plot in plots { #expect(plot.contains("<svg") && plot.contains("data-drawn=\"yes\"")) }
    #expect(marks("bar", "rect", in: plots) == 4)
    #expect(marks("service", "rect", in: plots) == 4)
  }

  @Test
  func hostileNamesDoNothing() throws {
    for content in [
      try report().reproduction(Samples.hostileReproduction),
      try report().results(Samples.hostileResults),
    ] {
      let page = try Chromium.open(content)
      #expect(page.console.isEmpty, "\(page.console)")
      #expect(!page.document.contains("<img"))
      #expect(!page.document.contains("<title>owned"))
      let plots = plots(of: page.document)
      #expect(!plots.isEmpty)
      for plot in plots { #expect(plot.contains("data-drawn=\"yes\"")) }
    }
  }

  /// A browser that runs with the policy refuses a script whose hash is not listed.
  @Test
  func aForeignScriptIsRefused() throws {
    let content = try report().results(Samples.results)
      .replacing("</main>", with: "<script>document.title = 'owned';</script></main>")
    let page = try Chromium.open(content)
    #expect(page.console.contains { $0.contains("Content Security Policy") })
    #expect(!page.document.contains("<title>owned"))
  }

  /// The markup of each plot, up to its figure's end.
  private func plots(of document: String) -> [Substring] {
    document.split(separator: "<figcaption>").dropFirst().map { figure in
      figure.firstRange(of: "<script").map { figure[..<$0.lowerBound] } ?? figure
    }
  }

  /// How many items the groups of marks of that name and type hold.
  private func marks(_ name: String, _ type: String, in plots: [Substring]) -> Int {
    plots.reduce(0) { sum, plot in
      plot.split(separator: "<g class=\"mark-\(type) role-mark \(name)\"").dropFirst()
        .reduce(sum) { sum, group in
          let items = group.firstRange(of: "</g>").map { group[..<$0.lowerBound] } ?? group
          return sum + items.ranges(of: type == "rule" ? "<line" : "<path").count
        }
    }
  }
}

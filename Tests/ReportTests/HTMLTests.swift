import Model
import Foundation
import Testing

@testable import Report

/// The report's file: well formed, closed to the network, and safe from the names in it.
@Suite
struct HTMLTests {
  /// A stand-in for Vega that holds what could end a script element.
  private static let library = ChartLibrary.script(#"const charts = "</script><!-- ";"#)

  private static func pages(_ library: ChartLibrary) -> [String] {
    let report = HTMLReport(command: "hypertwin 'a' --set \(Samples.hostileText)", library: library)
    { SHA256.digest(of: $0.utf8) }
    return [
      report.reproduction(Samples.reproduction), report.results(Samples.results),
      report.reproduction(Samples.hostileReproduction), report.results(Samples.hostileResults),
    ]
  }

  @Test(arguments: [library, .absent(why: "There is <no> library.")])
  func pagesAreWellFormed(library: ChartLibrary) throws {
    for page in Self.pages(library) {
      let markup = try Markup(page)
      let names = Set(markup.elements.map(\.name))
      #expect(!names.contains("img"))
      #expect(names.isSuperset(of: ["title", "h1", "table", "caption", "main"]))
      for element in markup.elements {
        for attribute in element.attributes.keys { #expect(!attribute.hasPrefix("on")) }
      }
      let identifiers = markup.elements.compactMap { $0.attributes["id"] }
      #expect(Set(identifiers).count == identifiers.count)
    }
  }

  @Test
  func namesStayText() throws {
    let shown = Samples.hostileText.replacing("\u{1B}", with: "\u{FFFD}")
    for page in Self.pages(Self.library).suffix(2) {
      let markup = try Markup(page)
      #expect(markup.text.contains(shown))
      var isInSpecification = false
      for (element, text) in markup.raw where element.attributes["type"] == "application/json" {
        #expect(!text.contains("<") && !text.contains(">") && !text.contains("&"))
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        isInSpecification =
          isInSpecification || Self.strings(in: value).contains { $0.contains(shown) }
      }
      #expect(isInSpecification)
    }
  }

  @Test
  func nothingRefersToTheNetwork() {
    for page in Self.pages(Self.library) {
      for word in ["http:", "https:", "src=\"", "href=\"", "url(", "@import", "//"] {
        #expect(!page.contains(word), "\(word)")
      }
    }
  }

  @Test
  func thePolicyAllowsTheseScriptsAndNothingElse() throws {
    for page in Self.pages(Self.library) {
      let markup = try Markup(page)
      let policy = markup.elements.compactMap { element in
        element.attributes["http-equiv"] == "Content-Security-Policy"
          ? element.attributes["content"] : nil
      }
      #expect(policy.count == 1)
      #expect(policy[0].hasPrefix("default-src 'none'; "))
      #expect(!policy[0].contains("unsafe-eval"))
      let scripts = markup.raw.filter { $0.element == .init(name: "script", attributes: [:]) }
      let hashes = scripts.map { script in
        "'sha256-" + Data(SHA256.digest(of: script.text.utf8)).base64EncodedString() + "'"
      }
      #expect(hashes.count == 2)
      #expect(policy[0].contains("; script-src \(hashes.joined(separator: " "));"))
    }
  }

  @Test
  func withoutALibraryTheReportSaysSo() throws {
    for page in Self.pages(.absent(why: "Install <it>.")) {
      let markup = try Markup(page)
      #expect(markup.text.contains("This report has no charts. Install <it>."))
      #expect(!markup.elements.contains { ["script", "figure"].contains($0.name) })
      #expect(
        markup.elements.contains {
          $0.attributes["content"]?.contains("script-src 'none';") ?? false
        })
    }
  }

  @Test
  func everyTableAndChartIsDescribed() throws {
    for page in Self.pages(Self.library) {
      let markup = try Markup(page)
      func count(_ name: String) -> Int { markup.elements.count { $0.name == name } }
      #expect(count("table") == count("caption"))
      #expect(count("figure") == count("figcaption"))
      let cells = markup.elements.filter { $0.name == "th" }
      #expect(!cells.isEmpty && cells.allSatisfy { $0.attributes["scope"] != nil })
      let plots = markup.elements.filter { $0.attributes["class"] == "plot" }
      #expect(plots.count == count("figure"))
      #expect(plots.allSatisfy { ($0.attributes["aria-label"] ?? "").count > 10 })
    }
  }

  @Test
  func theReportSaysWhatWasAsked() throws {
    let markup = try Markup(Self.pages(Self.library)[0])
    for words in [
      "hypertwin 'a' --set", "directional", "2013", "15", "paper-2013-directional",
      String(repeating: "8a", count: 32), "1.2.3", "anomaly_xen_pi_2013",
      "priors and published-sets",
      "4 of 5 cells", "1 of 3 published values",
    ] {
      #expect(markup.text.contains(words), "\(words)")
    }
  }

  @Test
  func manyPathsAreAllInTablesThoughNotInCharts() throws {
    var results = Samples.results
    results.breakdown = (0..<30).flatMap { index in
      Samples.results.breakdown.map { time in
        var time = time
        time.flow = "flow\(index)"
        return time
      }
    }
    let report = HTMLReport(command: "", library: Self.library) { SHA256.digest(of: $0.utf8) }
    let markup = try Markup(report.results(results))
    #expect(markup.text.contains("the first 24 of 30 paths"))
    // One of figures, one of threads, and one of each path.
    #expect(markup.elements.count { $0.name == "table" } == 32)
    // Four figures have charts too, and the service times have one.
    #expect(markup.elements.count { $0.name == "figure" } == 24 + 5)
  }

  @Test
  func sourceMapsAreLeftOut() throws {
    let library = ChartLibrary.vega { file in "code(\"\(file)\")\n//# sourceMappingURL=\(file).map"
    }
    guard case .script(let script) = library else {
      Issue.record("no script")
      return
    }
    #expect(script.contains("code(\"vega-selection.min.js\")"))
    #expect(!script.contains("sourceMappingURL"))
  }

  private static func strings(in value: Any) -> [String] {
    switch value {
    case let text as String: [text]
    case let list as [Any]: list.flatMap(strings)
    case let object as [String: Any]: object.values.flatMap(strings)
    default: []
    }
  }
}

import FoundationEssentials
import Model

/// A report's page while it is being put together.
struct HTMLPage {
  /// The heading and the title of the window.
  let title: String
  /// What the page finds, in a sentence or two.
  var lead = ""

  /// Paths that get charts of their own; more would make pages of many megabytes.
  private static let mostPaths = 24

  private let report: HTMLReport
  private var body: [HTML] = []
  private var chartCount = 0

  /// An empty page.
  init(title: String, report: HTMLReport) {
    self.title = title
    self.report = report
  }

  /// Adds what was asked: the command, what `particulars` name, and where the numbers come from.
  mutating func add(asked particulars: [(String, String)], _ provenance: Provenance) {
    add(heading: "What was asked")
    let none = "none"
    let entries =
      [("command", report.command)] + particulars.filter { !$0.1.isEmpty } + [
        ("kind of numbers", provenance.kind.rawValue),
        ("replications", "\(provenance.replications)"), ("seed", "\(provenance.seed)"),
        ("calibration", provenance.calibration),
        ("calibration's SHA-256", provenance.calibrationHash ?? none + ": uncalibrated"),
        ("scenario's SHA-256", provenance.scenarioHash ?? none + ": built in"),
        ("hypertwin", provenance.version),
      ]
    body.append(
      .element(
        "dl", [],
        [
          .lines(
            entries.map { name, value in
              .element("dt", [], HTML(text: name))
                + .element("dd", [], .element("code", [], HTML(text: value)))
            })
        ]))
  }

  /// Adds a heading of a section.
  mutating func add(heading: String) { body.append(.element("h2", [], HTML(text: heading))) }

  /// Adds a paragraph.
  mutating func add(paragraph: String) { body.append(.element("p", [], HTML(text: paragraph))) }

  /// Adds a table.
  mutating func add(table: HTMLTable) { body.append(table.html) }

  /// Adds a table, folded away where charts show the same.
  mutating func add(folded table: HTMLTable) {
    guard hasCharts else { return add(table: table) }
    body.append(
      .element(
        "details", [],
        [.element("summary", [], HTML(text: "Table: \(table.caption)")), table.html]))
  }

  /// Adds what a reader must know; nothing for an empty list.
  mutating func add(notes: [String]) {
    guard !notes.isEmpty else { return }
    add(heading: "Notes")
    body.append(.element("ul", [], [.lines(notes.map { .element("li", [], HTML(text: $0)) })]))
  }

  /// Adds the paths of packets: how long each is served, and where the time goes on each.
  mutating func add(paths: [(name: String, flow: FlowBreakdown)]) {
    guard !paths.isEmpty else { return }
    add(heading: "Where the time of one packet goes")
    let shown = Array(paths.prefix(Self.mostPaths))
    if hasCharts && shown.count < paths.count {
      add(
        paragraph: "The charts show the first \(shown.count) of \(paths.count) paths; the tables "
          + "hold all of them.")
    }
    add(charts: [ServiceChart(paths: shown).chart])
    add(charts: shown.map { StageChart(title: $0.name, flow: $0.flow).chart })
    for path in paths { add(folded: path.flow.table(title: path.name)) }
  }

  /// Adds charts side by side where the page is wide enough; nothing without a library.
  mutating func add(charts: [Chart]) {
    guard hasCharts, !charts.isEmpty else { return }
    let figures = charts.map { chart -> HTML in
      chartCount += 1
      return figure(chart, number: chartCount)
    }
    body.append(
      .element(
        "div", [("class", charts.count > 1 ? "charts several" : "charts")], [.lines(figures)])
    )
  }

  private var hasCharts: Bool {
    if case .script = report.library { return true }
    return false
  }

  private func figure(_ chart: Chart, number: Int) -> HTML {
    let identifier = "specification-\(number)"
    let text = chart.specification.text()
    let keys = chart.keys.map { key in
      HTML.element(
        "li", [],
        .element("span", [("class", "key \(key.color.rawValue)")], "")
          + HTML(text: key.meaning))
    }
    return .element(
      "figure", [],
      [
        .lines([
          .element("figcaption", [], HTML(text: chart.title)),
          keys.isEmpty ? .empty : .element("ul", [("class", "legend")], keys),
          .element(
            "div",
            [
              ("class", "plot"), ("role", "img"), ("data-specification", identifier),
              ("aria-label", chart.summary),
            ], ""),
          // JSON escapes <, > and &, so the text cannot end the script element.
          .element(
            "script", [("type", "application/json"), ("id", identifier)], HTML(raw: text)),
          .element(
            "details", [("class", "specification")],
            [
              .element("summary", [], "Vega specification"),
              .element("pre", [], .preformatted(text)),
            ]),
        ])
      ])
  }
}

extension HTMLPage {
  /// The whole file.
  var text: String {
    var scripts: [String] = []
    var notice = HTML.empty
    switch report.library {
    case .script(let library): scripts = [Self.inlined(library), PageScript.text]
    case .absent(let why):
      notice = .element(
        "p", [("class", "notice"), ("role", "note")],
        [.element("strong", [], "This report has no charts. "), HTML(text: why)])
    }
    let head: [HTML] = [
      .element("meta", [("charset", "utf-8")]),
      .element(
        "meta",
        [("http-equiv", "Content-Security-Policy"), ("content", policy(for: scripts))]),
      .element("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
      .element("meta", [("name", "color-scheme"), ("content", "light dark")]),
      .element("meta", [("name", "generator"), ("content", "hypertwin \(Version.current)")]),
      .element("title", [], HTML(text: title)),
      .element("style", [], HTML(raw: PageStyle.text)),
    ]
    let header = HTML.element(
      "header", [],
      [
        .lines([.element("h1", [], HTML(text: title)), .element("p", [], HTML(text: lead)), notice])
      ])
    let noScript = HTML.element(
      "noscript", [],
      .element(
        "p", [("class", "notice")],
        "The charts need JavaScript, which is off here. The tables hold the same numbers."))
    let contents =
      [header] + (hasCharts ? [noScript] : []) + [.element("main", [], [.lines(body)])]
      + scripts.map { .element("script", [], HTML(raw: $0)) }
    return HTML.lines([
      HTML(raw: "<!DOCTYPE html>"),
      .element(
        "html", [("lang", "en")],
        [.lines([.element("head", [], [.lines(head)]), .element("body", [], [.lines(contents)])])]),
    ]).markup + "\n"
  }

  /// Nothing may be loaded, and only these scripts may run. Styles may be inline, as the charts
  /// size themselves with them.
  private func policy(for scripts: [String]) -> String {
    let hashes = scripts.map { script in
      "'sha256-\(Data(report.sha256(script)).base64EncodedString())'"
    }
    return "default-src 'none'; style-src 'unsafe-inline'; script-src "
      + (hashes.isEmpty ? "'none'" : hashes.joined(separator: " "))
      + "; base-uri 'none'; form-action 'none'"
  }

  /// A script as it can stand in a page: nothing in its strings ends the element.
  private static func inlined(_ script: String) -> String {
    script.replacing("</script", with: "<\\/script").replacing("<!--", with: "<\\!--")
  }
}

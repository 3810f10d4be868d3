import Model

/// How far each calibrated mean is from the published one, in percent of it, with both intervals.
struct ErrorChart {
  /// The cells.
  let cells: [Reproduction.Cell]

  private static let distance = 26.0
  /// For the numbers at the end of the rows.
  private static let labelWidth = 70.0

  /// The chart.
  var chart: Chart {
    let title = "Predicted against published mean (%)"
    let summary =
      "\(title): "
      + cells.map { "\(row($0)) \(CellText($0).error)" }.joined(separator: "; ") + "."
    let reach = cells.map { max($0.errorPercent.magnitude, margins($0).max() ?? 0) }
      .filter(\.isFinite).reduce(Verdict.tolerance, max)
    return Chart(
      title: title, summary: summary,
      keys: [
        .init(color: .published, meaning: "published 95 % interval"),
        .init(color: .predicted, meaning: "predicted mean with its 95 % interval"),
      ],
      specification: .chart(
        description: summary, height: Self.distance * Double(cells.count), data: [data],
        scales: [
          .width(domain: [.number(-reach), .number(reach)], label: Self.labelWidth, zero: true),
          .rows(padding: 0.1),
        ],
        axes: [.valueAxis(title: "error (%); the band is ± 1 %"), .rowAxis], marks: marks))
  }

  private func row(_ cell: Reproduction.Cell) -> String {
    let metric = cell.metric == "pi" ? "pi" : Names.metric(cell.metric)
    return "\(metric) \(Names.platform(cell.platform))"
  }

  /// The two half-widths in percent of the published mean.
  private func margins(_ cell: Reproduction.Cell) -> [Double] {
    [
      cell.published.ci95 / cell.published.mean * 100,
      cell.errorPercent.magnitude + cell.predicted.ci95 / cell.published.mean * 100,
    ]
  }

  private var data: JSON {
    [
      "name": "values",
      "values": .array(
        cells.map { cell in
          let margin = cell.predicted.ci95 / cell.published.mean * 100
          let published = cell.published.ci95 / cell.published.mean * 100
          return [
            "row": .string(row(cell)), "error": .number(cell.errorPercent),
            "low": .number(cell.errorPercent - margin),
            "high": .number(cell.errorPercent + margin),
            "published_low": .number(-published), "published_high": .number(published),
            "label": .string(CellText(cell).error),
          ]
        }),
    ]
  }

  private var marks: [JSON] {
    [
      [
        "type": "rect", "name": "tolerance",
        "encode": [
          "update": [
            "x": ["scale": "value", "value": .number(-Verdict.tolerance)],
            "x2": ["scale": "value", "value": .number(Verdict.tolerance)],
            "y": .fixed(0), "y2": ["signal": "height"], "fill": .fill(.end),
            "opacity": .fixed(0.15),
          ]
        ],
      ],
      .mark(
        "rect", "published",
        [
          "x": .value("published_low", offset: -1), "x2": .value("published_high", offset: 1),
          "y": .row(band: 0.15), "y2": .row(band: 0.85), "fill": .fill(.published),
          "opacity": .fixed(0.45),
        ]),
      .mark(
        "rule", "predicted-interval",
        [
          "x": .value("low"), "x2": .value("high"), "y": .row(band: 0.5),
          "stroke": .fill(.predicted), "strokeWidth": .fixed(3),
        ]),
      .mark(
        "symbol", "predicted",
        [
          "x": .value("error"), "y": .row(band: 0.5), "size": .fixed(60),
          "fill": .fill(.predicted),
        ]),
      .mark(
        "text", "label",
        [
          "x": ["signal": "width"], "y": .row(band: 0.5), "baseline": .fixed("middle"),
          "align": .fixed("right"), "text": ["field": "label"],
        ]),
    ]
  }
}

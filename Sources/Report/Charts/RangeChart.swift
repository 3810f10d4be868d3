import Model

/// Predictions from mechanism alone as ranges, with the published values as points.
struct RangeChart {
  /// What the ranges show, with the unit.
  let title: String
  /// The cells, of one unit.
  let cells: [Reproduction.PriorCell]

  private static let distance = 40.0
  /// For the verdicts behind the ranges.
  private static let labelWidth = 106.0

  /// The chart.
  var chart: Chart {
    let summary =
      "\(title) from mechanism alone: "
      + cells.map { cell in
        let words = PriorCellText(cell)
        return "\(words.platform) \(words.interval), typically \(words.typical), published "
          + "\(words.published), \(words.verdict.text)"
      }.joined(separator: "; ") + "."
    return Chart(
      title: title, summary: summary,
      keys: [
        .init(color: .interval, meaning: "95 % interval from mechanism alone"),
        .init(
          color: .predicted, meaning: "typical prediction, and as a multiple of the published value"
        ),
        .init(color: .published, meaning: "published"),
      ],
      specification: .chart(
        description: summary, height: Self.distance * Double(cells.count), data: [data],
        scales: [
          .width(
            domain: ["data": "values", "fields": ["low", "high", "published"]],
            label: Self.labelWidth, zero: true),
          .rows(padding: 0.2),
        ],
        axes: [.valueAxis(title: title), .rowAxis], marks: marks))
  }

  private var data: JSON {
    [
      "name": "values",
      "values": .array(
        cells.map { cell in
          [
            "row": .string(Names.platform(cell.platform)), "low": .number(cell.low),
            "typical": .number(cell.typical), "high": .number(cell.high),
            "published": .number(cell.published.mean),
            "last": .number(max(cell.high, cell.published.mean)),
            "label": .string("\(cell.ratio), \(cell.verdict.text)"),
          ]
        }),
    ]
  }

  private var marks: [JSON] {
    [
      .mark(
        "rect", "range",
        [
          "x": .value("low"), "x2": .value("high"), "y": .row(band: 0.5, offset: -6),
          "height": .fixed(12), "fill": .fill(.interval), "stroke": .fill(.predicted),
        ]),
      .mark(
        "rect", "typical",
        [
          "x": .value("typical", offset: -1.5), "width": .fixed(3),
          "y": .row(band: 0.5, offset: -10), "height": .fixed(20), "fill": .fill(.predicted),
        ]),
      .mark(
        "symbol", "published",
        [
          "x": .value("published"), "y": .row(band: 0.5), "shape": .fixed("diamond"),
          "size": .fixed(110), "fill": .fill(.published),
        ]),
      .mark(
        "text", "label",
        [
          "x": .value("last", offset: 10), "y": .row(band: 0.5), "baseline": .fixed("middle"),
          "text": ["field": "label"],
        ]),
    ]
  }
}

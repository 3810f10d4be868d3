import Model

/// Bars with error bars: one group of bars for each row, one bar for each series.
struct EstimateChart {
  /// A bar.
  struct Bar {
    /// The row that it stands in.
    let row: String
    /// Its series.
    let series: Palette
    /// Its length.
    let mean: Double
    /// Half the width of its interval; nil for none.
    let margin: Double?
    /// The number in words.
    let label: String
  }

  /// What the bars show, with the unit.
  let title: String
  /// The meanings of the series, in their order within a row.
  let keys: [Chart.Key]
  /// The bars.
  let bars: [Bar]

  private static let thickness = 18.0
  /// Around a group of bars, in parts of the distance between groups.
  private static let padding = 0.25
  /// For the numbers behind the bars.
  private static let labelWidth = 116.0

  /// The chart.
  var chart: Chart {
    let summary =
      "\(title): "
      + bars.map { bar in
        let series = keys.count > 1 ? " \(bar.series.rawValue)" : ""
        return "\(bar.row)\(series) \(bar.label)"
      }.joined(separator: "; ") + "."
    return Chart(
      title: title, summary: summary, keys: keys.count > 1 ? keys : [],
      specification: specification(summary))
  }

  private func specification(_ summary: String) -> JSON {
    var rows: [String] = []
    for bar in bars where !rows.contains(bar.row) { rows.append(bar.row) }
    let group = Self.thickness * Double(keys.count)
    // With the padding on both ends, n groups take n + padding distances.
    let distance = group / (1 - Self.padding)
    let height = distance * (Double(rows.count) + Self.padding)
    return .chart(
      description: summary, height: height.rounded(), data: [data],
      scales: [
        .width(
          domain: ["data": "values", "fields": ["mean", "high"]], label: Self.labelWidth,
          zero: true),
        .rows(padding: Self.padding),
        [
          "name": "series", "type": "band",
          "domain": .array(keys.map { .string($0.color.rawValue) }),
          "range": [0, .number(group)], "padding": 0.08,
        ],
        [
          "name": "color", "type": "ordinal",
          "domain": .array(keys.map { .string($0.color.rawValue) }),
          "range": .array(keys.map { .string($0.color.hex) }),
        ],
      ],
      axes: [.valueAxis(title: title), .rowAxis], marks: marks)
  }

  private var data: JSON {
    [
      "name": "values",
      "values": .array(
        bars.map { bar in
          [
            "row": .string(bar.row), "series": .string(bar.series.rawValue),
            "mean": .number(bar.mean), "low": .number(bar.mean - (bar.margin ?? 0)),
            "high": .number(bar.mean + (bar.margin ?? 0)), "label": .string(bar.label),
          ]
        }),
    ]
  }

  private var marks: [JSON] {
    func inBar(_ band: Double) -> JSON {
      [
        "scale": "row", "field": "row",
        "offset": ["scale": "series", "field": "series", "band": .number(band)],
      ]
    }
    func cap(_ field: String) -> JSON {
      .mark("rule", "\(field)-end", ["x": .value(field), "y": inBar(0.25), "y2": inBar(0.75)])
    }
    return [
      .mark(
        "rect", "bar",
        [
          "x": ["scale": "value", "value": 0], "x2": .value("mean"),
          "y": inBar(0), "height": ["scale": "series", "band": 1],
          "fill": ["scale": "color", "field": "series"],
        ]),
      .mark("rule", "interval", ["x": .value("low"), "x2": .value("high"), "y": inBar(0.5)]),
      cap("low"), cap("high"),
      .mark(
        "text", "label",
        [
          "x": .value("high", offset: 6), "y": inBar(0.5), "baseline": .fixed("middle"),
          "text": ["field": "label"],
        ]),
    ]
  }
}

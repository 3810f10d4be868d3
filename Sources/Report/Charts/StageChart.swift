import Model

/// Where the time of one packet goes on one path: a bar for each stage, waiting and then service.
struct StageChart {
  /// The path, such as the platform and the flow.
  let title: String
  /// Its stages in order.
  let flow: FlowBreakdown

  private static let distance = 34.0

  /// The chart.
  var chart: Chart {
    let summary = "\(title): \(flow.summary)"
    return Chart(
      title: title, summary: summary,
      keys: [
        .init(color: .interval, meaning: "waiting in the stage's queue"),
        .init(color: .predicted, meaning: "being served"),
      ],
      specification: .chart(
        description: summary, height: Self.distance * Double(flow.stages.count), data: [data],
        scales: [
          [
            "name": "value", "type": "linear", "range": "width", "zero": true, "nice": true,
            "domain": ["data": "values", "field": "end"],
          ],
          .rows(padding: 0.1),
        ],
        axes: [.valueAxis(title: "mean time of one packet (µs)")], marks: marks))
  }

  private var data: JSON {
    [
      "name": "values",
      "values": .array(
        flow.stages.enumerated().map { index, time in
          let words = StageText(time)
          var label = "\(words.stage): \(words.waiting) + \(words.service) µs"
          if time.dropped > 0 { label += ", drops \(words.dropped) %" }
          return [
            "row": .number(Double(index + 1)), "label": .string(label),
            "waiting": .number((time.waiting ?? 0) * 1e6),
            "end": .number(time.sojourn * 1e6),
          ]
        }),
    ]
  }

  private var marks: [JSON] {
    func bar(_ name: String, from: JSON, to field: String, _ color: Palette) -> JSON {
      .mark(
        "rect", name,
        [
          "x": from, "x2": .value(field), "y": .row(band: 0.58), "y2": .row(band: 0.98),
          "fill": .fill(color),
        ])
    }
    return [
      bar("waiting", from: ["scale": "value", "value": 0], to: "waiting", .interval),
      bar("service", from: .value("waiting"), to: "end", .predicted),
      .mark(
        "text", "label",
        [
          "x": .fixed(1), "y": .row(band: 0.3), "baseline": .fixed("middle"),
          "text": ["field": "label"], "limit": ["signal": "width"],
        ]),
    ]
  }
}

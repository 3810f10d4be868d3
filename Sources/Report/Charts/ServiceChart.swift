import Model

/// How long one packet is being served on each of several paths, stacked by who does the work.
struct ServiceChart {
  /// The paths with their names.
  let paths: [(name: String, flow: FlowBreakdown)]

  private static let distance = 30.0
  /// For the totals behind the bars.
  private static let labelWidth = 70.0

  /// The chart.
  var chart: Chart {
    let title = "Time that one packet is being served (µs)"
    let summary =
      "\(title), waiting left out: "
      + paths.map { path in
        let parts = sums(path.flow).map { "\($0.kind.stageMeaning) \(text($0.seconds))" }
        return "\(path.name) \(text(path.flow.service)), of which \(parts.joined(separator: ", "))"
      }.joined(separator: "; ") + "."
    let kinds = Palette.stageKinds.filter { kind in
      paths.contains { $0.flow.stages.contains { Palette.kind(of: $0) == kind } }
    }
    return Chart(
      title: title, summary: summary,
      keys: kinds.map { .init(color: $0, meaning: $0.stageMeaning) },
      specification: .chart(
        description: summary, height: Self.distance * Double(paths.count), data: data,
        scales: [
          .width(
            domain: ["data": "values", "field": "end"], label: Self.labelWidth, zero: true),
          .rows(padding: 0.15),
          [
            "name": "color", "type": "ordinal",
            "domain": .array(kinds.map { .string($0.rawValue) }),
            "range": .array(kinds.map { .string($0.hex) }),
          ],
        ],
        axes: [.valueAxis(title: title), .rowAxis], marks: marks))
  }

  private func text(_ seconds: Double) -> String { NumberText.fixed(seconds * 1e6, 1) }

  /// The seconds of service by kind, kinds without any left out.
  private func sums(_ flow: FlowBreakdown) -> [(kind: Palette, seconds: Double)] {
    Palette.stageKinds.compactMap { kind in
      let seconds = flow.stages.filter { Palette.kind(of: $0) == kind }
        .reduce(0) { $0 + $1.service }
      return seconds > 0 ? (kind, seconds) : nil
    }
  }

  private var data: [JSON] {
    let parts: [JSON] = paths.flatMap { path in
      sums(path.flow).map { part in
        [
          "row": .string(path.name), "kind": .string(part.kind.rawValue),
          "microseconds": .number(part.seconds * 1e6),
        ]
      }
    }
    let totals: [JSON] = paths.map { path in
      [
        "row": .string(path.name), "total": .number(path.flow.service * 1e6),
        "label": .string(text(path.flow.service)),
      ]
    }
    return [
      [
        "name": "values", "values": .array(parts),
        "transform": [
          [
            "type": "stack", "groupby": ["row"], "field": "microseconds", "as": ["start", "end"],
          ]
        ],
      ],
      ["name": "totals", "values": .array(totals)],
    ]
  }

  private var marks: [JSON] {
    [
      .mark(
        "rect", "part",
        [
          "x": .value("start"), "x2": .value("end"), "y": .row(band: 0),
          "height":
            ["scale": "row", "band": 1], "fill": ["scale": "color", "field": "kind"],
        ]),
      [
        "type": "text", "name": "label", "from": ["data": "totals"],
        "encode": [
          "update": [
            "x": .value("total", offset: 6), "y": .row(band: 0.5), "baseline": .fixed("middle"),
            "text": ["field": "label"],
          ]
        ],
      ],
    ]
  }
}

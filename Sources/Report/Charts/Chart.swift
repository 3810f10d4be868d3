/// A chart of a report: a Vega specification with what it shows in words.
struct Chart {
  /// A colour of the legend with its meaning.
  struct Key {
    let color: Palette
    let meaning: String
  }

  /// What the chart shows; its heading.
  let title: String
  /// The same in a sentence, for those who do not see it.
  let summary: String
  /// The meanings of the colours.
  let keys: [Key]
  /// The Vega 5 specification.
  let specification: JSON
}

extension JSON {
  /// A chart as wide as its place on the page, with everything that charts here have in common.
  static func chart(
    description: String, height: Double, data: [JSON], scales: [JSON], axes: [JSON], marks: [JSON]
  ) -> JSON {
    [
      "description": .string(description),
      "height": .number(height),
      "padding": 2,
      "autosize": ["type": "fit-x", "contains": "padding"],
      "signals": [
        [
          "name": "width", "init": "containerSize()[0]",
          "on": [["events": "window:resize", "update": "containerSize()[0]"]],
        ]
      ],
      "data": .array(data),
      "scales": .array(scales),
      "axes": .array(axes),
      "marks": .array(marks),
      "config": [
        "axis": [
          "labelFont": "system-ui, sans-serif", "labelFontSize": 12,
          "titleFont":
            "system-ui, sans-serif", "titleFontSize": 12, "titleFontWeight": "normal",
          "labelLimit": 130,
        ],
        "text": ["font": "system-ui, sans-serif", "fontSize": 12],
      ],
    ]
  }

  /// A scale of numbers over the width but for `label` pixels at its end.
  static func width(domain: JSON, label: Double, zero: Bool) -> JSON {
    [
      "name": "value", "type": "linear", "domain": domain, "zero": .bool(zero), "nice": true,
      "range": [0, ["signal": .string("max(width - \(Int(label)), 60)")]],
    ]
  }

  /// A scale of rows over the height.
  static func rows(padding: Double) -> JSON {
    [
      "name": "row", "type": "band", "domain": ["data": "values", "field": "row"],
      "range": "height", "padding": .number(padding),
    ]
  }

  /// The axis of numbers below the chart.
  static func valueAxis(title: String) -> JSON {
    [
      "scale": "value", "orient": "bottom", "title": .string(title), "grid": true,
      "tickCount": ["signal": "width < 320 ? 3 : 6"], "labelOverlap": "greedy",
      "labelSeparation": 4,
    ]
  }

  /// The names of the rows.
  static let rowAxis: JSON = [
    "scale": "row", "orient": "left", "ticks": false, "domain": false, "labelPadding": 6,
  ]

  /// A mark that is drawn for each value, with what it encodes.
  static func mark(_ type: String, _ name: String, _ channels: JSON) -> JSON {
    [
      "type": .string(type), "name": .string(name), "from": ["data": "values"],
      "encode": ["update": channels],
    ]
  }

  /// A place on the scale of numbers.
  static func value(_ field: String, offset: Double = 0) -> JSON {
    offset == 0
      ? ["scale": "value", "field": .string(field)]
      : ["scale": "value", "field": .string(field), "offset": .number(offset)]
  }

  /// A place in a row, in parts of its height, and pixels from there.
  static func row(band: Double, offset: Double = 0) -> JSON {
    ["scale": "row", "field": "row", "band": .number(band), "offset": .number(offset)]
  }

  /// A fixed value.
  static func fixed(_ value: JSON) -> JSON { ["value": value] }

  /// A colour.
  static func fill(_ color: Palette) -> JSON { fixed(.string(color.hex)) }
}

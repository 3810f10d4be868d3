import Foundation

/// Seconds over sizes, both on logarithmic axes, beside a line that grows as n·log n, as SVG.
struct SizeFigure {
  /// One line of the figure.
  struct Series {
    var name: String
    /// Seconds for each size.
    var values: [Double]
  }

  /// VMs, rising.
  let sizes: [Double]
  let series: [Series]

  private static let width = 640.0
  private static let height = 400.0
  private static let margin = (left: 70.0, right: 20.0, top: 20.0, bottom: 50.0)
  private static let colors = ["#0072b2", "#d55e00"]

  /// The whole file.
  var svg: String {
    let all = series.flatMap(\.values)
    let low = floor(log10(all.min() ?? 1))
    let high = ceil(log10(all.max() ?? 10))
    let left = floor(log10(sizes.first ?? 1))
    let right = ceil(log10((sizes.last ?? 10) * 1.001))
    func x(_ size: Double) -> Double {
      Self.margin.left + (log10(size) - left) / (right - left)
        * (Self.width - Self.margin.left - Self.margin.right)
    }
    func y(_ seconds: Double) -> Double {
      Self.height - Self.margin.bottom - (log10(seconds) - low) / (high - low)
        * (Self.height - Self.margin.top - Self.margin.bottom)
    }
    func points(_ values: [Double]) -> String {
      zip(sizes, values).map { String(format: "%.1f,%.1f", x($0), y($1)) }.joined(separator: " ")
    }
    var body = ""
    for power in stride(from: left, through: right, by: 1) {
      body += Self.line(x(pow(10, power)), Self.margin.top, x(pow(10, power)), y(pow(10, low)))
      body += Self.text(
        Self.number(power), x(pow(10, power)), Self.height - Self.margin.bottom + 18, "middle")
    }
    for power in stride(from: low, through: high, by: 1) {
      body += Self.line(
        Self.margin.left, y(pow(10, power)), Self.width - Self.margin.right, y(pow(10, power)))
      body += Self.text(Self.number(power), Self.margin.left - 8, y(pow(10, power)) + 4, "end")
    }
    for (index, line) in series.enumerated() {
      let color = Self.colors[index % Self.colors.count]
      body += "<polyline fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\" "
      body += "points=\"\(points(line.values))\"/>\n"
      for (size, value) in zip(sizes, line.values) {
        body += "<circle cx=\"\(Self.short(x(size)))\" cy=\"\(Self.short(y(value)))\" r=\"3.5\" "
        body += "fill=\"\(color)\"/>\n"
      }
      body += Self.text(line.name, 90, 40 + 20 * Double(index), "start", color)
    }
    // Through the last point of the last line.
    if let last = series.last?.values.last, let most = sizes.last {
      let guide = sizes.map { last * $0 * log($0) / (most * log(most)) }
      let visible = zip(sizes, guide).filter { log10($1) >= low }
      let list = visible.map { String(format: "%.1f,%.1f", x($0), y($1)) }.joined(separator: " ")
      body += "<polyline fill=\"none\" stroke=\"#666\" stroke-dasharray=\"5 4\" "
      body += "points=\"\(list)\"/>\n"
      body += Self.text("n log n", 90, 40 + 20 * Double(series.count), "start", "#666")
    }
    body += Self.text("VMs", Self.width / 2, Self.height - 12, "middle")
    body += "<text x=\"18\" y=\"\(Self.height / 2)\" text-anchor=\"middle\" "
    body += "transform=\"rotate(-90 18 \(Self.height / 2))\">seconds</text>\n"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="660" height="400" viewBox="0 0 660 400" \
      font-family="sans-serif" font-size="13">
      <title>Seconds to read and to simulate a day of a data centre, over its size</title>
      <rect width="660" height="400" fill="white"/>
      \(body)</svg>

      """
  }

  private static func short(_ value: Double) -> String { String(format: "%.1f", value) }

  private static func number(_ power: Double) -> String {
    power >= 0 ? String(format: "%.0f", pow(10, power)) : "\(pow(10, power))"
  }

  private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    String(
      format: "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n", x1, y1,
      x2,
      y2)
  }

  private static func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: String, _ color: String = "black"
  ) -> String {
    "<text x=\"\(short(x))\" y=\"\(short(y))\" text-anchor=\"\(anchor)\" fill=\"\(color)\">"
      + "\(text)</text>\n"
  }
}

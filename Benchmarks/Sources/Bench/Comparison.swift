import Foundation

/// All jobs on all engines, alternately, so that a slow minute of the machine hits every engine.
struct Comparison {
  /// The engines beside our own.
  var peers: [Peer]
  /// How often each does each job.
  var rounds: Int

  /// Measures, and prints a table for each job.
  func run() throws {
    for peer in peers where !peer.isInstalled { print("Not installed, left out: \(peer.name)") }
    for job in Job.all {
      let engines = [Peer.own] + peers.filter { $0.isInstalled && $0.jobs.contains(job) }
      var results = engines.map { _ in [Measurement]() }
      for _ in 0..<rounds {
        for (index, engine) in engines.enumerated() {
          results[index].append(try engine.measure(job))
        }
      }
      print("\n\(job.title)\n")
      for line in table(of: job, engines: engines, results: results) { print(line) }
    }
  }

  private func table(of job: Job, engines: [Peer], results: [[Measurement]]) -> [String] {
    let own = Self.median(results[0].map(\.each))
    let names = max(engines.map(\.name.count).max() ?? 0, 6)
    func row(_ cells: [String]) -> String {
      let widths = [12, 18, 14, 10, 12, 12]
      let rest = zip(cells.dropFirst(), widths).map { Self.padded($0, to: $1) }.joined()
      return cells[0] + String(repeating: " ", count: names - cells[0].count) + rest
    }
    let head = row([
      "engine", "ns/\(job.unit)", "lowest–highest", "\(job.unit)s/s", "ratio", "\(job.unit)s",
      "forwarded",
    ])
    return [head]
      + zip(engines, results).map { engine, runs in
        let each = runs.map(\.each).sorted()
        let middle = Self.median(each)
        return row([
          engine.name, Self.short(middle),
          "\(Self.short(each[0]))–\(Self.short(each[each.count - 1]))",
          Self.short(1e3 / middle) + " M", Self.short(middle / own), "\(runs[0].units)",
          job.unit == "packet" ? "\(runs[0].forwarded)" : "–",
        ])
      }
  }

  /// The middle value, or the mean of the two in the middle.
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
  }

  /// Three significant digits or so.
  private static func short(_ value: Double) -> String {
    String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
  }

  private static func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 1)) + text
  }
}

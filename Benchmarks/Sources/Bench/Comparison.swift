import Foundation

/// All jobs on all engines, alternately, so that a slow minute of the machine hits every engine.
struct Comparison {
  /// The engines beside our own.
  var peers: [Peer]
  /// How often each does each job.
  var rounds: Int

  /// Measures, and prints each figure at once and a table for each job, so that a run that is cut
  /// short has not been for nothing.
  func run(_ jobs: [Job]) throws {
    for peer in peers where !peer.isInstalled { print("Not installed, left out: \(peer.name)") }
    for job in jobs {
      let engines = [Peer.own] + peers.filter { $0.isInstalled && $0.jobs.contains(job) }
      var results = engines.map { _ in [Measurement]() }
      Self.show("\n\(job.title)")
      for round in 1...rounds {
        for (index, engine) in engines.enumerated() {
          let measurement = try engine.measure(job)
          results[index].append(measurement)
          Self.show(
            "  round \(round) of \(rounds): \(engine.name): \(Self.short(measurement.each)) "
              + "ns/\(job.unit)")
        }
      }
      try checkWork(of: job, engines, results.map { $0[0] })
      let rows = table(of: job, engines: engines, results: results)
      Self.show("\n" + rows.joined(separator: "\n"))
    }
  }

  /// Prints a line, which is seen at once, through a pipe too.
  private static func show(_ line: String) {
    print(line)
    fflush(nil)
  }

  /// A ratio of speeds means nothing unless the engines forward the same part of the packets.
  private func checkWork(
    of job: Job, _ engines: [Peer], _ first: [Measurement]
  ) throws {
    for (engine, measurement) in zip(engines, first) {
      if case .pi = job {
        guard measurement.forwarded == first[0].forwarded else {
          throw BenchError("\(engine.name) and \(engines[0].name) end in different decimals")
        }
        continue
      }
      // A tenth of a second's simulation differs by its last packets in flight: parts in 10^5.
      guard abs(measurement.share - first[0].share) < 0.001 else {
        throw BenchError(
          "\(engine.name) forwarded \(measurement.share) of the packets, \(engines[0].name) "
            + "\(first[0].share): they do not simulate the same thing")
      }
    }
  }

  private func table(of job: Job, engines: [Peer], results: [[Measurement]]) -> [String] {
    let own = Self.median(results[0].map(\.each))
    var rows = [
      [
        "engine", "ns/\(job.unit)", "lowest–highest", "\(job.unit)s/s", "ratio", "events/s",
        "\(job.unit)s", "forwarded",
      ]
    ]
    for (engine, runs) in zip(engines, results) {
      let each = runs.map(\.each).sorted()
      let middle = Self.median(each)
      let events = Double(runs[0].events) / Double(runs[0].units)
      rows.append([
        engine.name, Self.short(middle),
        "\(Self.short(each[0]))–\(Self.short(each[each.count - 1]))",
        Self.short(1e3 / middle) + " M", Self.short(middle / own),
        events > 0 ? Self.short(1e3 / middle * events) + " M" : "–", "\(runs[0].units)",
        job.unit == "packet" ? "\(runs[0].forwarded)" : "–",
      ])
    }
    // The engines' events are the hold model's units, and pi has none.
    if job.unit != "packet" { rows = rows.map { Array($0[..<5]) + $0[6...6] } }
    return Self.aligned(rows)
  }

  /// The rows with their columns aligned: names to the left, numbers to the right.
  static func aligned(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let gap = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + gap : gap + cell.0
      }.joined(separator: "  ")
    }
  }

  /// The middle value, or the mean of the two in the middle.
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
  }

  /// The 95 % interval of the median of sorted values by order statistics, which assumes nothing of
  /// their distribution; nil for fewer than six.
  static func interval(ofMedian sorted: [Double]) -> (Double, Double)? {
    var tail = 0.0
    var chance = pow(0.5, Double(sorted.count))
    for rank in 0..<sorted.count / 2 {
      tail += chance
      if tail > 0.025 {
        return rank > 0 ? (sorted[rank - 1], sorted[sorted.count - rank]) : nil
      }
      chance *= Double(sorted.count - rank) / Double(rank + 1)
    }
    return nil
  }

  /// Three significant digits or so.
  private static func short(_ value: Double) -> String {
    String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
  }
}

import Model

/// The stages of one flow.
struct FlowBreakdown {
  /// The flow's name.
  let flow: String
  /// Its stages in the order in which a packet crosses them.
  let stages: [StageTime]

  /// Seconds from the first queue to the end of the last service.
  var total: Double { stages.reduce(0) { $0 + $1.sojourn } }

  /// Seconds of service alone.
  var service: Double { stages.reduce(0) { $0 + $1.service } }

  /// What part of the time is spent at the costliest stage, and where packets drop, in sentences.
  var summary: String {
    guard let longest = stages.max(by: { $0.sojourn < $1.sojourn }),
      total > 0
    else { return "" }
    let share = longest.sojourn / total * 100
    let drops = stages.filter { $0.dropped > 0 }.map { time in
      "\(NumberText.significant(time.dropped * 100, 2)) % at \(DisplayText.harmless(time.stage))"
    }
    let losses = stages.filter { ($0.lost ?? 0) > 0 }.map { time in
      "\(NumberText.significant((time.lost ?? 0) * 100, 2)) % at "
        + "\(DisplayText.harmless(time.stage)) (\(time.thread == "wire" ? "link" : "host") down)"
    }
    let times =
      stages.contains { $0.waiting != nil }
      ? "\(NumberText.fixed(total * 1e6, 1)) µs, \(NumberText.fixed(service * 1e6, 1)) of them "
        + "being served"
      : "\(NumberText.fixed(service * 1e6, 1)) µs of service, waiting unknown"
    return times
      + "; \(NumberText.fixed(share, 0)) % at \(DisplayText.harmless(longest.stage)). "
      + (drops.isEmpty
        ? "No packet was dropped." : "Dropped: \(drops.joined(separator: ", ")).")
      + (losses.isEmpty ? "" : " Lost: \(losses.joined(separator: ", ")).")
  }

  /// The stages by flow, in the order in which flows appear.
  static func flows(of stages: [StageTime]) -> [FlowBreakdown] {
    stages.grouped(by: \.flow).map { FlowBreakdown(flow: $0.key, stages: $0.elements) }
  }
}

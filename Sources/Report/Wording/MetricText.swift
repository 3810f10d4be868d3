import Model

/// A figure of some results in words, the same in every form of the report.
struct MetricText {
  /// The workload.
  let workload: String
  /// What was found about it.
  let quantity: String
  /// The mean and its 95 % interval; the mean alone where one run gives no interval.
  let value: String
  /// The unit, `%` for shares.
  let unit: String
  /// How many values it is the mean of.
  let count: String

  /// The words for a metric.
  init(_ metric: Metric) {
    let parts = metric.name.split(separator: ".", maxSplits: 1).map(String.init)
    workload = DisplayText.harmless(parts.first ?? "")
    quantity = DisplayText.harmless(parts.count > 1 ? parts[1] : metric.name)
    let scale = metric.unit == "1" ? 100.0 : 1
    value =
      metric.ci95.map { NumberText.estimate(metric.mean * scale, $0 * scale).text }
      ?? NumberText.significant(metric.mean * scale, 4)
    unit = metric.unit == "1" ? "%" : Names.unit(metric.unit)
    count = "\(metric.samples.count)"
  }
}

/// What a packet meets at a stage, in words.
struct StageText {
  /// The stage.
  let stage: String
  /// The thread that executes it.
  let thread: String
  /// Mean microseconds in the queue.
  let waiting: String
  /// Mean microseconds of service.
  let service: String
  /// The thread's load in percent.
  let utilisation: String
  /// Dropped packets in percent of those that came.
  let dropped: String

  /// The words for a stage.
  init(_ time: StageTime) {
    stage = DisplayText.harmless(time.stage)
    thread = DisplayText.harmless(time.thread)
    waiting = NumberText.fixed(time.waiting * 1e6, 1)
    service = NumberText.fixed(time.service * 1e6, 1)
    utilisation = NumberText.fixed(time.utilisation * 100, 0)
    dropped = time.dropped == 0 ? "0" : NumberText.significant(time.dropped * 100, 2)
  }
}

/// The stages of one flow.
struct FlowBreakdown {
  /// The flow's name.
  let flow: String
  /// Its stages in the order in which a packet crosses them.
  var stages: [StageTime]

  /// Seconds from the first queue to the end of the last service.
  var total: Double { stages.reduce(0) { $0 + $1.waiting + $1.service } }

  /// Seconds of service alone.
  var service: Double { stages.reduce(0) { $0 + $1.service } }

  /// What part of the time is spent at the costliest stage, and where packets drop, in sentences.
  var summary: String {
    guard let longest = stages.max(by: { $0.waiting + $0.service < $1.waiting + $1.service }),
      total > 0
    else { return "" }
    let share = (longest.waiting + longest.service) / total * 100
    let drops = stages.filter { $0.dropped > 0 }.map { time in
      "\(NumberText.significant(time.dropped * 100, 2)) % at \(DisplayText.harmless(time.stage))"
    }
    return "\(NumberText.fixed(total * 1e6, 1)) µs, \(NumberText.fixed(service * 1e6, 1)) of them "
      + "being served; \(NumberText.fixed(share, 0)) % at \(DisplayText.harmless(longest.stage)). "
      + (drops.isEmpty
        ? "No packet was dropped." : "Dropped: \(drops.joined(separator: ", ")).")
  }

  /// The stages by flow, in the order in which flows appear.
  static func flows(of stages: [StageTime]) -> [FlowBreakdown] {
    var flows: [FlowBreakdown] = []
    for time in stages {
      if let index = flows.firstIndex(where: { $0.flow == time.flow }) {
        flows[index].stages.append(time)
      } else {
        flows.append(FlowBreakdown(flow: time.flow, stages: [time]))
      }
    }
    return flows
  }
}

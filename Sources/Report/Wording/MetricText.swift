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

  /// What a share is multiplied by to be shown in percent; 1 for everything else.
  let scale: Double

  /// Quantities without a unit that count things, and so are no shares.
  private static let counts: Set<String> = [
    "search_trials", "search_refused", "retransmits", "reordered",
  ]

  /// The words for a metric.
  init(_ metric: Metric) {
    let parts = metric.name.split(separator: ".", maxSplits: 1).map(String.init)
    workload = DisplayText.harmless(parts.first ?? "")
    quantity = DisplayText.harmless(parts.count > 1 ? parts[1] : metric.name)
    let isCount = Self.counts.contains(quantity)
    let scale = metric.unit == "1" && !isCount ? 100.0 : 1
    self.scale = scale
    value =
      metric.ci95.map { NumberText.estimate(metric.mean * scale, $0 * scale).text }
      ?? NumberText.significant(metric.mean * scale, 4)
    unit = isCount ? "" : metric.unit == "1" ? "%" : Names.unit(metric.unit)
    // The word stands beside the number of values, because more of them are the remedy.
    count = "\(metric.samples.count)" + (metric.converged == false ? ", not converged" : "")
  }
}

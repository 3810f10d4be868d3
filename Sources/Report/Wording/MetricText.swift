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

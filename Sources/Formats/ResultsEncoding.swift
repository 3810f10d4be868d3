import FoundationEssentials
import Model

/// Writes results as JSON and CSV.
public enum ResultsEncoding {
  /// JSON with sorted keys, indented, ending in a newline.
  ///
  /// - Throws: `EncodingError` if a number is not finite, which JSON cannot carry.
  public static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// The results that `json` wrote.
  public static func results(fromJSON text: String) throws -> Results {
    try JSONDecoder().decode(Results.self, from: Data(text.utf8))
  }

  /// The reproduction that `json` wrote.
  public static func reproduction(fromJSON text: String) throws -> Reproduction {
    try JSONDecoder().decode(Reproduction.self, from: Data(text.utf8))
  }

  /// The metrics, a record each: metric, unit, mean, ci95, n, converged (empty where that is not
  /// known).
  public static func csv(_ results: Results) -> String {
    CSV.line(["metric", "unit", "mean", "ci95", "n", "converged"])
      + results.metrics.map { metric in
        CSV.line([
          metric.name, metric.unit, "\(metric.mean)", metric.ci95.map { "\($0)" } ?? "",
          "\(metric.samples.count)", metric.converged.map { "\($0)" } ?? "",
        ])
      }.joined()
  }

  /// The lengths of queues, a record for each time: seconds, and the packets in each queue.
  public static func csv(_ history: QueueHistory) -> String {
    CSV.line(["time_s"] + history.queues)
      + zip(history.times, history.lengths).map { time, lengths in
        CSV.line(["\(time.seconds)"] + lengths.map { "\($0)" })
      }.joined()
  }

  /// The cells, a record each, calibrated ones first.
  public static func csv(_ reproduction: Reproduction) -> String {
    let header = [
      "basis", "table", "platform", "metric", "unit", "published", "published_ci95", "predicted",
      "predicted_ci95", "low", "high", "error_pct", "inside", "free_parameters",
    ]
    let cells = reproduction.cells.map { cell in
      [
        cell.basis.rawValue, "\(cell.table)", cell.platform, cell.metric, cell.unit,
        "\(cell.published.mean)", "\(cell.published.ci95)", "\(cell.predicted.mean)",
        "\(cell.predicted.ci95)", "", "", "\(cell.errorPercent)", "\(cell.inside)",
        "\(cell.freeParameters)",
      ]
    }
    let priors = reproduction.priorCells.map { cell in
      [
        "priors", "\(cell.table)", cell.platform, cell.metric, cell.unit,
        "\(cell.published.mean)", "\(cell.published.ci95)", "\(cell.typical)", "",
        "\(cell.low)", "\(cell.high)", "\(cell.errorPercent)", "\(cell.inside)", "0",
      ]
    }
    return ([header] + cells + priors).map(CSV.line).joined()
  }
}

import Model

/// A calibrated cell in words, the same in every form of the report.
struct CellText {
  /// The platform, with a mark if the prediction includes an anomaly.
  let platform: String
  /// The published mean and interval, digit for digit.
  let published: String
  /// The predicted mean and interval.
  let predicted: String
  /// The error in percent.
  let error: String
  /// Inside the published interval, or not.
  let verdict: Verdict
  /// `fitted` or `predicted`.
  let basis: String
  /// From how many free parameters.
  let parameters: String

  /// The mark of predictions that include a platform anomaly.
  static let anomalyMark = " *"

  /// The words for a cell.
  init(_ cell: Reproduction.Cell) {
    platform = Names.platform(cell.platform) + (cell.anomaly == nil ? "" : Self.anomalyMark)
    published = cell.published.asPublished
    predicted = NumberText.estimate(cell.predicted.mean, cell.predicted.ci95).text
    error = NumberText.signedPercent(cell.errorPercent)
    verdict = Verdict(cell)
    basis = cell.basis.rawValue
    parameters = "\(cell.freeParameters)"
  }

  /// What the mark means; nil where no cell has it.
  static func anomalyLegend(_ cells: [Reproduction.Cell]) -> String? {
    var names: [String] = []
    for name in cells.compactMap(\.anomaly) where !names.contains(name) { names.append(name) }
    guard !names.isEmpty else { return nil }
    return "* includes a platform anomaly, a factor that no mechanism of the model explains: "
      + names.map { DisplayText.harmless($0) }.joined(separator: ", ") + "."
  }
}

/// A cell from mechanism alone in words.
struct PriorCellText {
  /// The platform.
  let platform: String
  /// The published mean and interval.
  let published: String
  /// The prediction at the priors' typical values.
  let typical: String
  /// The prediction interval, `LOW to HIGH`.
  let interval: String
  /// Where the published mean lies against it.
  let verdict: (text: String, tone: Tone)
  /// The typical prediction as a multiple of the published mean.
  let ratio: String
  /// Why the published value is out of reach; empty where it is not.
  let remark: String

  /// The words for a cell.
  init(_ cell: Reproduction.PriorCell) {
    let range = NumberText.range(cell.low, cell.high, value: cell.typical)
    platform = Names.platform(cell.platform)
    published = cell.published.asPublished
    typical = range.value
    interval = "\(range.low) to \(range.high)"
    verdict = cell.verdict
    ratio = cell.ratio
    remark = DisplayText.harmless(cell.remark ?? "")
  }
}

extension Reproduction.Estimate {
  /// The mean and the half-width digit for digit.
  var asPublished: String { "\(NumberText.exact(mean)) ± \(NumberText.exact(ci95))" }
}

import Model

/// How a calibrated prediction compares with what was published.
enum Verdict: Hashable, Sendable {
  /// The predicted mean lies in the published 95 % interval.
  case inside
  /// It does not, but it is within 1 % of the published mean.
  case close
  /// Neither.
  case outside

  /// The relative error in percent that still counts as reproduced.
  static let tolerance = 1.0

  /// The verdict on a cell.
  init(_ cell: Reproduction.Cell) {
    if cell.inside {
      self = .inside
    } else {
      self = cell.errorPercent.magnitude <= Self.tolerance ? .close : .outside
    }
  }

  /// In words.
  var text: String {
    switch self {
    case .inside: "inside"
    case .close: "within 1 %"
    case .outside: "outside"
    }
  }

  /// How it is coloured.
  var tone: Tone {
    switch self {
    case .inside: .good
    case .close: .fair
    case .outside: .bad
    }
  }
}

extension Reproduction {
  /// How many cells are reproduced, as a sentence.
  var calibratedSummary: String {
    let held = cells.count { Verdict($0) != .outside }
    return
      "\(held) of \(cells.count) cells inside the published interval or within 1 % of its mean."
  }

  /// What the predictions from mechanism alone rest on, as a sentence.
  var mechanismSentence: String {
    "Costs: \(mechanism)" + (mechanismHash.map { " (\($0.prefix(12)))" } ?? "") + "."
  }

  /// How many published values lie in the intervals from mechanism alone, as a sentence.
  var priorSummary: String {
    let held = priorCells.count(where: \.inside)
    return "\(held) of \(priorCells.count) published values inside the interval of mechanism alone."
  }
}

extension Reproduction.PriorCell {
  /// Where the published mean lies against the interval.
  var verdict: (text: String, tone: Tone) {
    if inside { return ("inside", .good) }
    return (published.mean < low ? "below" : "above", .bad)
  }

  /// The typical prediction as a multiple of the published mean.
  var ratio: String { NumberText.fixed(typical / published.mean, 2) + "×" }
}

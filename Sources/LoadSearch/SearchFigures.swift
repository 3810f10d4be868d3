/// What a search found, as results say it: the same words for a real search and a simulated one.
///
/// A throughput that was not enclosed has no figure of its own: `ndr_at_least` and `ndr_below` say
/// which bounds there are, and a note why.
public struct SearchFigures: Hashable, Sendable {
  /// The numbers, goal by goal, and then how long the search was.
  public private(set) var figures: [LoadFigure] = []
  /// Why a throughput has no figure, one sentence each.
  public private(set) var notes: [String] = []

  /// What `search` found for the flow `name`, whose frames have `payload` bytes of UDP payload.
  public init(_ search: ThroughputSearch, of name: String, payload: Double) {
    for finding in search.findings { add(finding, of: name, payload: payload) }
    add("search_trials", "1", Double(search.trials))
    add("search_refused", "1", Double(search.refused))
    add("search_time", "s", search.elapsed)
  }

  private mutating func add(_ finding: SearchFinding, of name: String, payload: Double) {
    let goal = finding.goal.name
    switch (finding.outcome, finding.lowerBound, finding.conditionalThroughput) {
    case (.found, let lower?, let throughput?):
      add(goal, "packet/s", lower)
      add("\(goal)_upper", "packet/s", finding.upperBound ?? lower)
      add("\(goal)_forwarded", "packet/s", throughput)
      add("\(goal)_goodput", "Mbit/s", throughput * payload * 8 / 1e6)
    default:
      if let lower = finding.lowerBound { add("\(goal)_at_least", "packet/s", lower) }
      if let upper = finding.upperBound { add("\(goal)_below", "packet/s", upper) }
      notes.append("\(name): no \(goal.uppercased()) was enclosed: \(finding.outcome.sentence).")
    }
  }

  private mutating func add(_ quantity: String, _ unit: String, _ value: Double) {
    figures.append(LoadFigure(quantity: quantity, unit: unit, value: value))
  }
}

extension SearchFinding.Outcome {
  /// Why there is no figure, as the end of a sentence.
  fileprivate var sentence: String {
    switch self {
    case .found: "both bounds are known"
    case .atMaximum: "all that the link carries passes"
    case .atGeneratorLimit: "all that the generator is good for passes"
    case .belowMinimum: "even the least load loses too much"
    case .notOffered: "the generator did not offer even the least load"
    case .unfinished: "the time was over first"
    }
  }
}

/// The results of a search so far, by load.
struct TrialLog: Hashable, Sendable {
  /// The bounds of a target: places in the grid.
  struct Bounds: Hashable, Sendable {
    /// The highest lower bound below `upper`.
    var lower: Int?
    /// The lowest upper bound.
    var upper: Int?
  }

  /// The loads that were tried, in rising order, each with its results in their order.
  private(set) var loads: [Load] = []

  /// A load and what came of it.
  struct Load: Hashable, Sendable {
    var index: Int
    var results: [TrialResult]
  }

  /// Adds a result.
  mutating func add(_ result: TrialResult) {
    let index = result.trial.index
    let place = loads.firstIndex { $0.index >= index } ?? loads.endIndex
    if place < loads.endIndex && loads[place].index == index {
      loads[place].results.append(result)
    } else {
      loads.insert(Load(index: index, results: [result]), at: place)
    }
  }

  /// The results at a load.
  func results(at index: Int) -> [TrialResult] {
    loads.first { $0.index == index }?.results ?? []
  }

  /// The relevant bounds: where more load lost less (loss inversion), the lowest upper bound
  /// counts.
  func bounds(for target: SearchTarget) -> Bounds {
    var bounds = Bounds()
    for load in loads {
      switch LoadTally(load.results, for: target).classified(for: target) {
      case .undecided: continue
      case .lower: bounds.lower = load.index
      case .upper:
        bounds.upper = load.index
        return bounds
      }
    }
    return bounds
  }
}

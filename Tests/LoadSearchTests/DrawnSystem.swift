import LoadSearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A system whose loss is a function of the load alone; Oracle/outcomes.py has the same ones.
struct DrawnSystem: Hashable, Sendable {
  /// How it loses frames.
  enum Kind: String, CaseIterable, Sendable {
    /// What is above the capacity is lost.
    case tailDrop
    /// Each frame above the capacity costs `slope` frames.
    case livelock
    /// The loss ratio is the load per capacity, to the power of `slope`.
    case gradual
  }

  var kind: Kind
  /// Frames per second.
  var capacity: Double
  var slope: Double

  func lossRatio(at load: Double) -> Double {
    switch kind {
    case .tailDrop: load <= capacity ? 0 : 1 - capacity / load
    case .livelock: load <= capacity ? 0 : min(1, slope * (load - capacity) / load)
    case .gradual: min(1, pow(load / capacity, slope))
    }
  }

  /// What a trial loses when no frame is in parts: rounded down.
  func measure(_ trial: Trial) -> TrialResult {
    let sent = Int((trial.load * trial.seconds + 0.5).rounded(.down))
    let lost = Int((lossRatio(at: trial.load) * Double(sent)).rounded(.down))
    return TrialResult(trial, intended: sent, sent: sent, received: sent - lost)
  }
}

/// A search's course: what was tried, and what was found.
struct Course {
  var trials: [Trial] = []
  var search: ThroughputSearch

  /// Runs a search to its end on what `measure` says.
  init(_ settings: SearchSettings, measure: (Trial) -> TrialResult) {
    search = ThroughputSearch(settings)
    while let trial = search.next() {
      trials.append(trial)
      search.record(measure(trial))
    }
  }
}

/// The two goals that routers are measured with.
let usualGoals = [
  SearchGoal(name: "ndr", lossRatio: 0), SearchGoal(name: "pdr", lossRatio: 0.005),
]

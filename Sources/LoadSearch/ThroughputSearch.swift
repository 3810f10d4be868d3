/// Finds the highest loads that a system forwards within given losses, trial by trial: the search
/// of RFC 2544's throughput, for several losses at once and with short trials first
/// (draft-ietf-bmwg-mlrsearch).
///
/// It is a state machine and touches no clock and no network: whoever has a system under test, real
/// or simulated, asks `next()` what to try and tells `record(_:)` what came of it.
///
///     while let trial = search.next() { search.record(measure(trial)) }
///     print(search.findings)
///
/// The first trial is at the greatest load; what passes then is the first guess. Of what the goals
/// want to try, the shortest trial comes next, and of equally long ones the first goal's. The same
/// results in the same order give the same trials.
///
/// Assumption: a load that is no bound becomes one by more trials. Known error: where a system
/// loses less at more load (loss inversion), bounds below the lowest tried upper bound are not
/// looked for again once they are near enough.
public struct ThroughputSearch: Hashable, Sendable {
  /// What it was told.
  public let settings: SearchSettings
  /// Trials whose results were recorded, those that the generator did not offer included.
  public private(set) var trials = 0
  /// Seconds that they took together, with all that belongs to them.
  public private(set) var elapsed = 0.0
  /// Trials that the generator did not offer.
  public private(set) var refused = 0

  private let grid: LoadGrid
  private let chains: [[SearchTarget]]
  /// Empty before the first result.
  private var pursuits: [Pursuit] = []
  private var log = TrialLog()
  /// The highest place of the grid that the generator may be asked for; −1 for none.
  private var ceiling: Int
  private var pending: Trial?
  private var refusal = Refusal(index: 0, count: 0)

  /// The place of the grid that was refused last.
  private struct Refusal: Hashable, Sendable {
    var index: Int
    /// How often in a row.
    var count: Int
    /// How many places the ceiling goes down at least when it is given up: twice as many each time
    /// while nothing is offered.
    var drop = 1
  }

  /// A search that has tried nothing.
  ///
  /// - Precondition: the settings have no `problems`.
  public init(_ settings: SearchSettings) {
    let problems = settings.problems
    precondition(problems.isEmpty, problems.joined(separator: "; "))
    self.settings = settings
    grid = LoadGrid(
      minimum: settings.minimumLoad, maximum: settings.maximumLoad,
      width: settings.goals.map(\.width).min() ?? 0.5)
    let grid = grid
    chains = settings.goals.map { SearchTarget.chain(for: $0, on: grid) }
    ceiling = grid.last
  }

  /// The next trial; the same until its result is recorded; nil when nothing is to be tried.
  ///
  /// Complexity: O(goals · trials).
  public mutating func next() -> Trial? {
    if let pending { return pending }
    guard ceiling >= 0, trials < settings.mostTrials, let choice = choice() else { return nil }
    guard elapsed + choice.seconds <= settings.longestSearch else { return nil }
    pending = Trial(
      load: grid.load(choice.index), seconds: choice.seconds, index: choice.index)
    return pending
  }

  /// Takes the result of the trial that `next()` gave last.
  ///
  /// - Precondition: it is that trial's.
  public mutating func record(_ result: TrialResult) {
    precondition(result.trial == pending, "a result belongs to the trial that was asked for")
    pending = nil
    trials += 1
    elapsed += result.wholeSeconds
    guard result.isOffered else { return refuse(result) }
    refusal = Refusal(index: result.trial.index, count: 0)
    log.add(result)
    if pursuits.isEmpty { pursuits = zip(settings.goals, chains).map { pursuit($0, $1, result) } }
  }

  /// What is known of each goal now, in the settings' order.
  public var findings: [SearchFinding] {
    zip(settings.goals, chains).map { goal, chain in
      let target = chain[chain.count - 1]
      let bounds = log.bounds(for: target)
      return SearchFinding(
        goal: goal, outcome: outcome(of: bounds, target),
        lowerBound: bounds.lower.map(grid.load), upperBound: bounds.upper.map(grid.load),
        conditionalThroughput: bounds.lower.map { lower in
          let tally = LoadTally(log.results(at: lower), for: target)
          return grid.load(lower) * (1 - tally.conditionalLossRatio(for: target))
        })
    }
  }

  private func outcome(
    of bounds: TrialLog.Bounds, _ target: SearchTarget
  ) -> SearchFinding.Outcome {
    if let lower = bounds.lower {
      if let upper = bounds.upper, upper - lower <= target.steps { return .found }
      guard lower >= ceiling else { return .unfinished }
      return ceiling == grid.last ? .atMaximum : .atGeneratorLimit
    }
    if bounds.upper == 0 { return .belowMinimum }
    return ceiling < 0 ? .notOffered : .unfinished
  }

  private mutating func choice() -> (index: Int, seconds: Double)? {
    guard !pursuits.isEmpty else {
      // What is forwarded under the greatest load is the first guess for all.
      return (ceiling, chains.map { $0[0].trial }.max() ?? Trial.shortest)
    }
    var best: (index: Int, seconds: Double)?
    for place in pursuits.indices {
      guard let index = pursuits[place].next(log, ceiling: ceiling) else { continue }
      let seconds = pursuits[place].target.trial
      if best.map({ seconds < $0.seconds }) ?? true { best = (index, seconds) }
    }
    return best
  }

  /// The guess from the first result: the load of which all is forwarded but the goal's loss.
  private func pursuit(
    _ goal: SearchGoal, _ chain: [SearchTarget], _ first: TrialResult
  ) -> Pursuit {
    let lower = grid.index(notAbove: first.forwardedLoad / (1 - goal.lossRatio))
    let upper = lower + chain[0].steps
    return Pursuit(
      chain, guess: TrialLog.Bounds(lower: lower, upper: upper <= grid.last ? upper : nil))
  }

  /// Counts a load that was not offered, and gives up after enough of them in a row.
  private mutating func refuse(_ result: TrialResult) {
    refused += 1
    let index = result.trial.index
    if refusal.index != index {
      refusal.index = index
      refusal.count = 0
    }
    refusal.count += 1
    guard refusal.count >= settings.patience else { return }
    ceiling =
      index == 0
      ? -1 : min(max(0, index - refusal.drop), grid.index(notAbove: result.offeredLoad))
    refusal.count = 0
    refusal.drop *= 2
  }
}

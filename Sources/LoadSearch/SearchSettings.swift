/// What a search is told: what to look for, where, and for how long.
public struct SearchSettings: Hashable, Sendable, Codable {
  /// What is looked for; at least one goal, each with a name of its own. Trials serve all of them.
  public var goals: [SearchGoal]
  /// The least load that is tried, in frames per second; above 0.
  public var minimumLoad: Double
  /// The greatest load that is tried, in frames per second: of the link, or of the generator.
  public var maximumLoad: Double
  /// The time after which no trial begins that could outlast it, in seconds; above 0.
  public var longestSearch: Double
  /// The most trials.
  public var mostTrials: Int
  /// How often a trial is made in a row whose load the generator does not offer, before that load
  /// and all above it are given up.
  public var patience: Int

  /// All its properties.
  public init(
    goals: [SearchGoal], minimumLoad: Double, maximumLoad: Double, longestSearch: Double = 600,
    mostTrials: Int = 1000, patience: Int = 3
  ) {
    self.goals = goals
    self.minimumLoad = minimumLoad
    self.maximumLoad = maximumLoad
    self.longestSearch = longestSearch
    self.mostTrials = mostTrials
    self.patience = patience
  }

  /// All that is wrong with them, one sentence each; empty for a search that can begin.
  public var problems: [String] {
    var problems = goals.flatMap(\.problems)
    if goals.isEmpty { problems.append("a search needs a goal") }
    if Set(goals.map(\.name)).count != goals.count {
      problems.append("two goals have the same name; give each one of its own")
    }
    if !(minimumLoad > 0 && minimumLoad < maximumLoad && maximumLoad.isFinite) {
      problems.append(
        "loads from \(minimumLoad) to \(maximumLoad) are no range above 0")
    }
    if !(longestSearch > 0) { problems.append("a search of \(longestSearch) s has no time") }
    if mostTrials < 1 { problems.append("a search of \(mostTrials) trials finds nothing") }
    if patience < 1 { problems.append("a patience of \(patience) trials is none") }
    return problems
  }
}

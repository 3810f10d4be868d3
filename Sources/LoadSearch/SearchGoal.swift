/// What a search looks for: the highest load at which no more than a share of the frames is lost
/// (draft-ietf-bmwg-mlrsearch, "Search Goal").
public struct SearchGoal: Hashable, Sendable, Codable {
  /// What results call it, such as `ndr`.
  public var name: String
  /// The largest loss of a good trial, in frames per frame, from 0 to below 1.
  public var lossRatio: Double
  /// The share of the time of a load's trials that may be bad although the load is a lower bound,
  /// from 0 to below 1. With 0, one bad trial makes it an upper bound, as RFC 2544 has it.
  public var exceedRatio: Double
  /// How far apart the bounds may be in the end, as a share of the upper one; between 0 and 1.
  public var width: Double
  /// Seconds of the first, shortest trials.
  public var initialTrial: Double
  /// Seconds of the trials on which the result rests; not below `initialTrial`.
  public var finalTrial: Double
  /// Seconds that the trials at a load take together until it is a bound; not below `finalTrial`.
  public var durationSum: Double
  /// How many targets with shorter trials and wider bounds come before the final one, 0 to 8. They
  /// change how long a search takes, and not what it means.
  public var coarserTargets: Int

  /// All its properties.
  public init(
    name: String, lossRatio: Double, exceedRatio: Double = 0.5, width: Double = 0.01,
    initialTrial: Double = 1, finalTrial: Double = 1, durationSum: Double = 5,
    coarserTargets: Int = 2
  ) {
    self.name = name
    self.lossRatio = lossRatio
    self.exceedRatio = exceedRatio
    self.width = width
    self.initialTrial = initialTrial
    self.finalTrial = finalTrial
    self.durationSum = durationSum
    self.coarserTargets = coarserTargets
  }

  /// The throughput of RFC 2544, section 26.1: no frame lost in one trial of 60 seconds, within the
  /// width. Each load is tried once, and for so long from the start.
  public static func rfc2544(width: Double = 0.01) -> SearchGoal {
    SearchGoal(
      name: "throughput", lossRatio: 0, exceedRatio: 0, width: width, initialTrial: 60,
      finalTrial: 60, durationSum: 60, coarserTargets: 0)
  }

  /// All that is wrong with it, one sentence each; empty for a goal that can be searched for.
  public var problems: [String] {
    var problems: [String] = []
    func check(_ holds: Bool, _ property: String, _ value: Double, _ range: String) {
      if !holds { problems.append("goal \(name): \(property) \(value) is not \(range)") }
    }
    check((0..<1).contains(lossRatio), "loss ratio", lossRatio, "from 0 to below 1")
    check((0..<1).contains(exceedRatio), "exceed ratio", exceedRatio, "from 0 to below 1")
    check(width > 0 && width < 1, "width", width, "between 0 and 1")
    check(
      initialTrial >= Trial.shortest && initialTrial.isFinite, "initial trial", initialTrial,
      "at least \(Trial.shortest) s")
    check(
      finalTrial >= initialTrial && finalTrial.isFinite, "final trial", finalTrial,
      "at least the initial trial's \(initialTrial) s")
    check(
      durationSum >= finalTrial && durationSum.isFinite, "duration sum", durationSum,
      "at least the final trial's \(finalTrial) s")
    check(
      (0...SearchTarget.most).contains(coarserTargets), "number of coarser targets",
      Double(coarserTargets), "from 0 to \(SearchTarget.most)")
    if coarserTargets == 0 && initialTrial < finalTrial {
      problems.append(
        "goal \(name): trials of \(initialTrial) s come before those of \(finalTrial) s only with "
          + "coarser targets; ask for at least one")
    }
    return problems
  }
}

/// A way of loading a constant-rate flow, for real or simulated. What a scenario says is the frame,
/// the path and a rate; which of these is asked for is the user's choice (decision 12).
public enum FlowMeasure: String, Hashable, Sendable, Codable, CaseIterable {
  /// At the scenario's rate.
  case rate
  /// The highest rates without loss (NDR) and with 0.5 % of loss (PDR), by a search.
  case search
  /// As much as the narrowest link of the path carries, or the generator makes.
  case saturation
}

/// How thoroughly the search for NDR and PDR goes.
public struct SearchEffort: Hashable, Sendable, Codable {
  /// How far apart the bounds may be in the end, as a share of the upper one.
  public var width = 0.02
  /// Seconds of the first trials.
  public var initialTrial = 0.5
  /// Seconds of the trials on which the result rests.
  public var finalTrial = 1.0
  /// Seconds that the trials at a load take together until it is a bound.
  public var durationSum = 3.0
  /// Seconds after which the search ends, found or not, waiting included.
  public var longest = 180.0
  /// The least load that is tried, in frames per second.
  public var minimumLoad = 50.0

  /// The usual effort: a minute or so for a router.
  public init() {}

  /// NDR and PDR.
  public var goals: [SearchGoal] {
    [("ndr", 0.0), ("pdr", 0.005)].map { name, loss in
      SearchGoal(
        name: name, lossRatio: loss, exceedRatio: 0.5, width: width, initialTrial: initialTrial,
        finalTrial: finalTrial, durationSum: durationSum, coarserTargets: 2)
    }
  }

  /// What a search up to `maximumLoad` frames per second is told. Its `problems` say whether it can
  /// begin.
  public func settings(maximumLoad: Double) -> SearchSettings {
    SearchSettings(
      goals: goals, minimumLoad: minimumLoad, maximumLoad: maximumLoad, longestSearch: longest)
  }
}

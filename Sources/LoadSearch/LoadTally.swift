/// What all trials at one load say about one target, and so whether the load is a bound: the load
/// classification of draft-ietf-bmwg-mlrsearch.
///
/// Trials of at least the target's duration are long; they count by their time. Short ones can only
/// speak against a load: as far as their bad time exceeds what the exceed ratio e grants their good
/// time g, that is by bad − g·e/(1 − e). With G the good long time, B the bad long time and this
/// excess together, and S the greater of G + B and the duration sum, the load is
///
///     a lower bound    where S − G ≤ e·S, even if all that is missing to S were bad,
///     an upper bound   where B > e·S, even if all that is missing were good,
///
/// and undecided between.
struct LoadTally: Hashable, Sendable {
  /// What a load is for a target.
  enum Class: String, Hashable, Sendable {
    case lower, upper, undecided
  }

  /// Seconds of long trials that met the loss ratio.
  var goodLong = 0.0
  /// Seconds of long trials that did not.
  var badLong = 0.0
  /// Seconds of short trials that met it.
  var goodShort = 0.0
  /// Seconds of short trials that did not.
  var badShort = 0.0
  /// The loss of each long trial.
  private var longLosses: [Loss] = []

  /// What a trial lost, and how long it was.
  private struct Loss: Hashable, Sendable {
    var ratio: Double
    var seconds: Double
  }

  /// The tally of a load's trials.
  init(_ results: [TrialResult], for target: SearchTarget) {
    for result in results {
      let seconds = result.trial.seconds
      let isGood = result.lossRatio <= target.lossRatio
      switch (seconds >= target.trial, isGood) {
      case (true, true): goodLong += seconds
      case (true, false): badLong += seconds
      case (false, true): goodShort += seconds
      case (false, false): badShort += seconds
      }
      if seconds >= target.trial {
        longLosses.append(Loss(ratio: result.lossRatio, seconds: seconds))
      }
    }
  }

  /// What the load is for `target`.
  func classified(for target: SearchTarget) -> Class {
    let exceed = target.exceedRatio
    let excess = max(0, badShort - goodShort * exceed / (1 - exceed))
    let bad = badLong + excess
    let whole = max(goodLong + bad, target.durationSum)
    if whole - goodLong <= exceed * whole { return .lower }
    return bad > exceed * whole ? .upper : .undecided
  }

  /// The loss ratio that a share of 1 − e of the long trials' time did not exceed, where what is
  /// missing to the duration sum counts as lost; of a lower bound it is within the goal.
  func conditionalLossRatio(for target: SearchTarget) -> Double {
    let whole = max(goodLong + badLong, target.durationSum)
    var missing = whole * (1 - target.exceedRatio)
    for loss in longLosses.sorted(by: { $0.ratio < $1.ratio }) {
      missing -= loss.seconds
      if missing <= 0 { return loss.ratio }
    }
    return 1
  }
}

import Testing

@testable import LoadSearch

/// A load's trials, and what the oracle makes of them.
struct OracleClassification: Sendable {
  var lossRatio: Double
  var exceedRatio: Double
  var trial: Double
  var durationSum: Double
  /// Seconds, frames sent, frames lost.
  var trials: [(seconds: Double, sent: Int, lost: Int)]
  var `class`: LoadTally.Class
  /// Of lower bounds.
  var conditionalLossRatio: Double?
}

/// A system, and what the oracle finds of it.
struct OracleSearch: Sendable {
  struct Bounds: Sendable {
    var lower: Double?
    var upper: Double?
    var conditionalThroughput: Double?

    init(_ lower: Double?, _ upper: Double?, _ conditionalThroughput: Double?) {
      self.lower = lower
      self.upper = upper
      self.conditionalThroughput = conditionalThroughput
    }
  }

  var system: DrawnSystem
  /// For no loss.
  var lossless: Bounds
  /// For 0.5 % loss.
  var partial: Bounds
  var trials: Int
  var seconds: Double
}

/// Against MLRsearch 1.2.1, whose answers Oracle/outcomes.py wrote down.
@Suite struct OracleTests {
  @Test func loadsAreClassifiedAlike() {
    for (place, oracle) in OracleOutcomes.classifications.enumerated() {
      let target = SearchTarget(
        lossRatio: oracle.lossRatio, exceedRatio: oracle.exceedRatio, steps: 1,
        trial: oracle.trial, durationSum: oracle.durationSum)
      let results = oracle.trials.map { seconds, sent, lost in
        TrialResult(
          Trial(load: 16_000, seconds: seconds, index: 0), sent: sent, received: sent - lost)
      }
      let tally = LoadTally(results, for: target)
      #expect(tally.classified(for: target) == oracle.class, "classification \(place)")
      if let ratio = oracle.conditionalLossRatio {
        #expect(
          (tally.conditionalLossRatio(for: target) - ratio).magnitude < 1e-12,
          "classification \(place)")
      }
    }
  }

  /// The grids differ, so the same throughput may lie in two intervals that overlap. Both are
  /// within 1 %.
  @Test func searchesFindTheSame() {
    for oracle in OracleOutcomes.searches {
      let course = Course(
        SearchSettings(goals: usualGoals, minimumLoad: 100, maximumLoad: 1e6),
        measure: oracle.system.measure)
      for (finding, bounds) in zip(course.search.findings, [oracle.lossless, oracle.partial]) {
        let text = "\(oracle.system), \(finding.goal.name)"
        #expect((finding.lowerBound == nil) == (bounds.lower == nil), "\(text)")
        #expect((finding.upperBound == nil) == (bounds.upper == nil), "\(text)")
        if let lower = finding.lowerBound, let upper = bounds.upper {
          #expect(lower < upper, "\(text)")
        }
        if let upper = finding.upperBound, let lower = bounds.lower {
          #expect(lower < upper, "\(text)")
        }
        if let own = finding.conditionalThroughput, let other = bounds.conditionalThroughput {
          #expect((own / other - 1).magnitude < 2 * finding.goal.width, "\(text)")
        }
      }
    }
  }

  /// Both spend seconds of trials; over all systems ours may not need more than a tenth more.
  @Test func searchesTakeNoLonger() {
    var own = 0.0
    var other = 0.0
    for oracle in OracleOutcomes.searches {
      own +=
        Course(
          SearchSettings(goals: usualGoals, minimumLoad: 100, maximumLoad: 1e6),
          measure: oracle.system.measure
        ).search.elapsed
      other += oracle.seconds
    }
    print(
      "seconds of trials over \(OracleOutcomes.searches.count) systems: \(own); MLRsearch: \(other)"
    )
    #expect(own <= 1.1 * other)
  }
}

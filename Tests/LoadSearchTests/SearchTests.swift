import Testing

@testable import LoadSearch

/// The search on systems drawn at random, and where it must say that it found nothing.
@Suite struct SearchTests {
  private func settings(_ goals: [SearchGoal] = usualGoals) -> SearchSettings {
    SearchSettings(goals: goals, minimumLoad: 50, maximumLoad: 2e6)
  }

  private func draw(
    _ generator: inout some RandomNumberGenerator, within range: ClosedRange<Double>
  ) -> Double {
    // Even in the logarithm: as many slow systems as fast ones.
    var value = range.lowerBound
    let doublings = Double.random(in: 0...1, using: &generator)
    var left = doublings
    let factor = range.upperBound / range.lowerBound
    // factor^doublings by 20 square roots.
    var root = factor
    for _ in 0..<20 {
      root = root.squareRoot()
      left *= 2
      if left >= 1 {
        value *= root
        left -= 1
      }
    }
    return value
  }

  /// The bounds enclose the truth: the lower one loses no more than the goal, the upper one more,
  /// and they are within the goal's width.
  @Test func boundsAreWithinTheWidthOnRandomSystems() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var generator = SeededGenerator(state: seed)
    for _ in 0..<300 {
      let system = DrawnSystem(
        kind: DrawnSystem.Kind.allCases.randomElement(using: &generator) ?? .tailDrop,
        capacity: draw(&generator, within: 20...8e6),
        slope: Double.random(in: 1.1...9, using: &generator))
      var goals = usualGoals
      for place in goals.indices {
        goals[place].width = Double.random(in: 0.002...0.1, using: &generator)
        goals[place].exceedRatio = [0, 0.25, 0.5].randomElement(using: &generator) ?? 0
        goals[place].coarserTargets = Int.random(in: 0...4, using: &generator)
      }
      let course = Course(settings(goals), measure: system.measure)
      for finding in course.search.findings { expectTrue(finding, of: system) }
      #expect(course.trials.count < 200, "\(system)")
    }
  }

  private func expectTrue(_ finding: SearchFinding, of system: DrawnSystem) {
    let text = "\(system), \(finding)"
    if let lower = finding.lowerBound {
      #expect(system.roundedLoss(at: lower) <= finding.goal.lossRatio, "\(text)")
      #expect(finding.conditionalThroughput.map { $0 <= lower } == true, "\(text)")
    }
    if let upper = finding.upperBound {
      #expect(system.roundedLoss(at: upper) > finding.goal.lossRatio, "\(text)")
    }
    switch finding.outcome {
    case .found:
      if let lower = finding.lowerBound, let upper = finding.upperBound {
        #expect((upper - lower) / upper <= finding.goal.width + 1e-9, "\(text)")
      } else {
        Issue.record("\(text): found without bounds")
      }
    case .atMaximum: #expect(finding.lowerBound == 2e6 && finding.upperBound == nil, "\(text)")
    case .belowMinimum: #expect(finding.upperBound == 50 && finding.lowerBound == nil, "\(text)")
    case .atGeneratorLimit, .notOffered, .unfinished: Issue.record("\(text): not found")
    }
  }

  /// Where each trial has a capacity of its own, the median is what exceed ratio 0.5 looks for.
  @Test func noisySystemsAreFoundNearTheirMedian() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var generator = SeededGenerator(state: seed)
    for _ in 0..<50 {
      let median = draw(&generator, within: 1000...1e6)
      let course = Course(settings()) { trial in
        // ±3 %, evenly.
        let capacity = median * Double.random(in: 0.97...1.03, using: &generator)
        return DrawnSystem(kind: .tailDrop, capacity: capacity, slope: 0).measure(trial)
      }
      for finding in course.search.findings {
        #expect(finding.outcome == .found)
        let lower = finding.lowerBound ?? 0
        // The extremes of the noise, a width, and what the goal may lose.
        #expect(lower > median * 0.97 * 0.98 && lower < median * 1.03 * 1.01, "\(median)")
      }
    }
  }

  @Test func theSameResultsGiveTheSameTrials() {
    let system = DrawnSystem(kind: .livelock, capacity: 5432.1, slope: 2)
    let one = Course(settings(), measure: system.measure)
    let other = Course(settings(), measure: system.measure)
    #expect(one.trials == other.trials && one.search == other.search)
  }

  @Test func rfc2544TriesEachLoadOnceForAMinute() {
    let system = DrawnSystem(kind: .tailDrop, capacity: 81_274, slope: 0)
    var settings = settings([.rfc2544()])
    settings.longestSearch = 3600
    let course = Course(settings, measure: system.measure)
    #expect(course.search.findings[0].outcome == .found)
    #expect(course.trials.allSatisfy { $0.seconds == 60 })
    #expect(Set(course.trials.map(\.load)).count == course.trials.count)
  }

  // A generator that reaches 300,000 frames per second in front of a faster system.
  @Test func aSlowGeneratorIsNotTheSystemsThroughput() {
    let course = Course(settings()) { trial in
      let sent = Int(min(trial.load, 300_000) * trial.seconds)
      return TrialResult(trial, sent: sent, received: sent)
    }
    for finding in course.search.findings {
      #expect(finding.outcome == .atGeneratorLimit)
      #expect(finding.upperBound == nil)
      #expect((0.98...1).contains((finding.lowerBound ?? 0) / 300_000))
    }
    #expect(course.search.refused >= course.search.settings.patience)
  }

  // Duration stretching: all frames are sent, but late.
  @Test func stretchedTrialsAreNeitherGoodNorBad() {
    let course = Course(settings()) { trial in
      let sent = Int(trial.load * trial.seconds)
      return TrialResult(trial, sent: sent, received: 0, seconds: trial.seconds * 1.01)
    }
    #expect(course.search.findings.allSatisfy { $0.outcome == .notOffered })
    #expect(course.search.findings.allSatisfy { $0.lowerBound == nil && $0.upperBound == nil })
    #expect(course.search.refused == course.search.trials)
  }

  // Once is a mishap.
  @Test func aTrialThatIsRefusedOnceIsMadeAgain() {
    let system = DrawnSystem(kind: .tailDrop, capacity: 5000, slope: 0)
    var count = 0
    let course = Course(settings()) { trial in
      count += 1
      var result = system.measure(trial)
      if count % 3 == 0 { result.seconds = 2 * trial.seconds }
      return result
    }
    for finding in course.search.findings { expectTrue(finding, of: system) }
  }

  @Test func aSearchEndsInTimeAndSaysSo() {
    let system = DrawnSystem(kind: .tailDrop, capacity: 5000, slope: 0)
    var settings = settings()
    settings.longestSearch = 4.5
    let course = Course(settings, measure: system.measure)
    #expect(course.search.elapsed <= 4.5)
    #expect(course.search.findings.contains { $0.outcome == .unfinished })
    settings.longestSearch = 600
    settings.mostTrials = 2
    #expect(Course(settings, measure: system.measure).trials.count == 2)
  }

  @Test func allThatIsWrongWithSettingsIsSaidAtOnce() {
    var goal = SearchGoal(
      name: "ndr", lossRatio: 1, exceedRatio: -0.1, width: 0, initialTrial: 0, finalTrial: -1,
      durationSum: -2, coarserTargets: 99)
    #expect(goal.problems.count == 7)
    goal = SearchGoal(name: "ndr", lossRatio: 0, initialTrial: 1, finalTrial: 2, coarserTargets: 0)
    #expect(goal.problems.count == 1)
    let settings = SearchSettings(
      goals: [usualGoals[0], usualGoals[0]], minimumLoad: 2, maximumLoad: 1, longestSearch: 0,
      mostTrials: 0, patience: 0)
    #expect(settings.problems.count == 5)
    #expect(SearchSettings(goals: [], minimumLoad: 1, maximumLoad: 2).problems.count == 1)
    #expect(self.settings().problems.isEmpty)
    #expect(SearchGoal.rfc2544().problems.isEmpty)
  }

  @Test func gridsStepsAreNoWiderThanTheGoal() {
    for width in [0.5, 0.05, 0.01, 0.003] {
      let grid = LoadGrid(minimum: 100, maximum: 1_488_095, width: width)
      for index in 0..<grid.last {
        let (lower, upper) = (grid.load(index), grid.load(index + 1))
        #expect(lower < upper && (upper - lower) / upper <= width + 1e-12)
        #expect(grid.index(notAbove: lower) == index)
        #expect(grid.index(notAbove: (lower + upper) / 2) == index)
      }
      #expect(grid.index(notAbove: 1) == 0 && grid.index(notAbove: 1e9) == grid.last)
      #expect(grid.steps(within: width) == 1)
    }
  }
}

extension DrawnSystem {
  /// The loss of a trial of one second.
  fileprivate func roundedLoss(at load: Double) -> Double {
    measure(Trial(load: load, seconds: 1, index: 0)).lossRatio
  }
}

/// A generator whose seed is printed (xorshift64*, Vigna, doi:10.1145/2845077).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    if state == 0 { state = 1 }
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

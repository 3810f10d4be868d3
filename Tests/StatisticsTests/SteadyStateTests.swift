import Testing

@testable import Statistics

/// MSER-5, batch means and the stopping rule on series whose properties are known.
@Suite struct SteadyStateTests {
  private static func noise(_ count: Int, seed: UInt64) -> [Double] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      // The sum of 12 uniform numbers less 6: nearly normal with variance 1.
      (0..<12).reduce(-6.0) { sum, _ in sum + Double(random.next() >> 11) * 0x1p-53 }
    }
  }

  @Test func aConstantSeriesLosesNothing() {
    let found = WarmUpTruncation(of: Array(repeating: 3.5, count: 400))
    #expect(found.count == 0 && found.isReliable)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func aTransientIsLeftOutAndHardlyMore(seed: UInt64) {
    var series = Self.noise(400, seed: seed)
    for index in 0..<60 { series[index] += 20 }
    let found = WarmUpTruncation(of: series)
    #expect(found.isReliable && (60...200).contains(found.count), "seed \(seed): \(found.count)")
  }

  /// The definition, computed the slow way.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func theTruncationIsThatOfTheDefinition(seed: UInt64) {
    let series = Self.noise(200, seed: seed)
    let means = stride(from: 0, to: 200, by: 5).map { start in
      series[start..<start + 5].reduce(0, +) / 5
    }
    let errors = (0..<means.count - 5).map { start -> Double in
      let rest = means[start...]
      let mean = rest.reduce(0, +) / Double(rest.count)
      return rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rest.count * rest.count)
    }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    let found = WarmUpTruncation(of: series)
    #expect(found.count == min(best, 20) * 5 && found.isReliable == (best <= 20), "seed \(seed)")
  }

  @Test func aSeriesThatKeepsGrowingIsTooShortToTell() {
    let found = WarmUpTruncation(of: (0..<400).map { Double($0 * $0) })
    #expect(!found.isReliable && found.count == 200)
  }

  @Test func batchMeansOfIndependentValuesCoverZero() throws {
    let runs = 400
    var hits = 0
    var correlated = 0
    for seed in 1...runs {
      let means = try #require(BatchMeans(Self.noise(400, seed: UInt64(seed))))
      if means.mean.magnitude <= means.halfWidth { hits += 1 }
      if means.areCorrelated { correlated += 1 }
    }
    // Four binomial standard deviations.
    #expect((0.906...0.994).contains(Double(hits) / Double(runs)), "\(hits)")
    #expect((0.006...0.094).contains(Double(correlated) / Double(runs)), "\(correlated)")
  }

  @Test func batchesThatDependOnEachOtherAreFound() throws {
    var level = 0.0
    let walk = Self.noise(400, seed: 1).map { step -> Double in
      level = 0.99 * level + step
      return level
    }
    #expect(try #require(BatchMeans(walk)).areCorrelated)
    #expect(BatchMeans(Array(walk.prefix(39))) == nil)
  }

  @Test func replicationsFollowUntilThePrecisionIsReached() {
    let rule = StoppingRule(precision: 0.05, floor: 10, most: 100)
    #expect(rule.next(after: 10, excess: 1) == nil)
    #expect(rule.next(after: 10, excess: 1.2) == 15)
    #expect(rule.next(after: 10, excess: 3) == 20)
    #expect(rule.next(after: 80, excess: 3) == 100)
    #expect(rule.next(after: 100, excess: 3) == nil)
    #expect(rule.target(mean: -200, isShare: false) == 10)
    #expect(abs(rule.target(mean: 1e-6, isShare: true) - 5e-4) < 1e-15)
  }
}

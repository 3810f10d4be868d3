import Testing

@testable import Statistics

/// Against scipy 1.17.1; each suite names the call.
@Suite struct IntervalTests {
  /// Fourteen ordinary values and an outlier.
  static let values = [
    10.2, 9.8, 10.5, 10.1, 9.9, 10.0, 10.4, 13.7, 10.3, 9.7, 10.2, 10.6, 10.1, 9.9, 11.8,
  ]

  @Test func theConstantIsTheQuantile() {
    let found = NormalDistribution.quantile(0.975)
    #expect((found - NormalDistribution.quantile975).magnitude <= 2 * found.ulp)
  }

  // scipy.stats.norm.ppf and .cdf.
  @Test(arguments: [
    (1e-10, -6.361340902404056), (0.001, -3.090232306167813), (0.025, -1.9599639845400545),
    (0.3, -0.5244005127080409), (0.8, 0.8416212335729143), (0.975, 1.959963984540054),
    (0.9999, 3.719016485455709),
  ])
  func normalQuantilesAgree(p: Double, expected: Double) {
    #expect((NormalDistribution.quantile(p) / expected - 1).magnitude < 1e-12)
  }

  @Test(arguments: [
    (-30, 4.906713927147908e-198), (-8, 6.22096057427174e-16), (-1.96, 0.024997895148220435),
    (0, 0.5), (0.5, 0.6914624612740131), (3, 0.9986501019683699),
  ])
  func normalProbabilitiesAgree(z: Double, expected: Double) {
    #expect((NormalDistribution.cumulative(z) / expected - 1).magnitude < 1e-12)
  }

  // scipy.stats.t.interval(0.95, 14, mean, sem).
  @Test func studentsIntervalAgrees() throws {
    let sample = Sample(Self.values)
    let half = try #require(sample.ci95)
    #expect((sample.mean - half - 9.914786162183741).magnitude < 1e-9)
    #expect((sample.mean + half - 11.04521383781626).magnitude < 1e-9)
  }

  // scipy.stats.bootstrap((y,), mean, method="BCa", n_resamples=0, bootstrap_result=…) with this
  // bootstrap distribution.
  @Test func theBootstrapsEndsAgreeForTheSameResamples() {
    let values = [7.0, 9.5, 10.0, 10.5, 13.5]
    let distribution =
      (0..<101).map { Double($0 * 37 % 101) / 10 + 5 } + Array(repeating: 10, count: 6)
    let sum = values.reduce(0, +)
    let interval = BootstrapInterval(
      distribution: distribution, estimate: 10.1, jackknife: values.map { (sum - $0) / 4 },
      level: 0.95)
    #expect((interval.low - 5.452753680010083).magnitude < 1e-9, "\(interval)")
    #expect((interval.high - 14.85812703113481).magnitude < 1e-9, "\(interval)")
  }

  // scipy.stats.bootstrap((x,), mean, method="BCa", n_resamples=400000): 10.1400 to 11.3267. With
  // 9,999 resamples the ends move by about 0.02.
  @Test(arguments: [1, 2013, UInt64.max])
  func theBootstrapOfALopsidedSampleAgrees(seed: UInt64) throws {
    let interval = try #require(BootstrapInterval(ofMeanOf: Self.values, seed: seed))
    #expect((interval.low - 10.14).magnitude < 0.03, "\(interval)")
    #expect((interval.high - 11.3267).magnitude < 0.1, "\(interval)")
    #expect(interval == BootstrapInterval(ofMeanOf: Self.values, seed: seed))
  }

  @Test func samplesThatHaveNoIntervalHaveNone() {
    #expect(BootstrapInterval(ofMeanOf: [1]) == nil)
    #expect(BootstrapInterval(ofMeanOf: [1, .nan]) == nil)
    #expect(BootstrapInterval(ofMeanOf: [2, 2, 2]) == BootstrapInterval(low: 2, high: 2))
  }
}

@Suite struct ComparisonTests {
  // scipy.stats.ttest_1samp(log(b / a), 0), its pvalue and exp of its confidence_interval(0.95).
  @Test func pairedRatiosAgree() throws {
    let denominators = [10.2, 9.8, 10.5, 10.1, 9.9]
    let numerators = [12.1, 11.2, 13.0, 11.9, 12.5]
    let ratio = try #require(
      PairedRatio(zip(numerators, denominators).map { (numerator: $0, denominator: $1) }))
    #expect((ratio.ratio - 1.2008432492689445).magnitude < 1e-12)
    #expect((ratio.low - 1.1426112376243303).magnitude < 1e-9)
    #expect((ratio.high - 1.262042995755051).magnitude < 1e-9)
    #expect((ratio.probability / 0.0005160034754132613 - 1).magnitude < 1e-6)
  }

  @Test func pairsThatHaveNoRatioHaveNone() throws {
    #expect(PairedRatio([(numerator: 1, denominator: 2)]) == nil)
    #expect(PairedRatio([(numerator: 1, denominator: 2), (numerator: 0, denominator: 1)]) == nil)
    let alike = try #require(
      PairedRatio([(numerator: 3, denominator: 3), (numerator: 2, denominator: 2)]))
    #expect(alike.ratio == 1 && alike.probability == 1)
  }

  // R's p.adjust(p, "holm") of the same numbers.
  @Test func holmsCorrectionAgrees() {
    let corrected = holm([0.01, 0.04, 0.03, 0.005, 0.6])
    for (value, expected) in zip(corrected, [0.04, 0.09, 0.09, 0.025, 0.6]) {
      #expect((value - expected).magnitude < 1e-12)
    }
    #expect(holm([]) == [] && holm([0.7, 0.8]) == [1, 1])
  }
}

@Suite struct TwoClusterTests {
  // The share by brute force over all cuts in numpy 2; 20,000 normal samples of 15 have shares
  // whose 95 % and 99 % quantiles are 0.819 and 0.859.
  @Test func twoHeapsAreSeen() throws {
    let test = try #require(
      TwoClusterTest([
        1.0, 1.1, 0.9, 1.05, 0.95, 1.02, 0.98, 2.0, 2.1, 1.9, 2.05, 1.95, 2.02, 1.98, 2.0,
      ]))
    #expect((test.share - 0.9863669989784056).magnitude < 1e-12)
    #expect((test.lower - 1).magnitude < 1e-12 && (test.upper - 2).magnitude < 1e-12)
    #expect(test.isTwo)
  }

  @Test func oneHeapWithAnOutlierIsNotTwo() throws {
    let test = try #require(TwoClusterTest(IntervalTests.values))
    #expect((test.share - 0.6204173523496069).magnitude < 1e-12)
    // 0.861 of numpy's normal samples have a larger share.
    #expect((test.probability - 0.861).magnitude < 0.04 && !test.isTwo)
  }

  @Test func tooFewValuesSayNothing() {
    #expect(TwoClusterTest([1, 1, 1, 9, 9]) == nil && TwoClusterTest([2, 2, 2, 2, 2, 2]) == nil)
  }

  /// Of normal samples about 1 % look like two heaps by chance.
  @Test func falseAlarmsAreRare() {
    var generator = SplitMix64(seed: 5)
    let alarms = (0..<200).count { index in
      let values = (0..<15).map { _ in
        NormalDistribution.quantile(Double(generator.next() >> 12) * 0x1p-52 + 0x1p-54)
      }
      return TwoClusterTest(values)?.isTwo ?? false
    }
    // Binomial(200, 0.01): more than 8 has probability 0.0001; the seed is 5.
    #expect(alarms <= 8)
  }
}

@Suite struct SplitMix64Tests {
  // The reference generator of the paper's authors, https://prng.di.unimi.it/splitmix64.c, with
  // seed 1234567.
  @Test func theNumbersAreThoseOfTheReference() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func everyOrderIsAsLikelyAsAnother() {
    var generator = SplitMix64(seed: 42)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 { counts[generator.permutation(of: 4), default: 0] += 1 }
    #expect(counts.count == 24)
    let chiSquared = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    // 23 degrees of freedom: above 50 has probability 0.001; the seed is 42.
    #expect(chiSquared < 50, "\(chiSquared)")
  }
}

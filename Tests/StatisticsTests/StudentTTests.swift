import Testing

@testable import Statistics

@Suite struct StudentTTests {
  // scipy.stats.t.ppf(p, dof), scipy 1.17.
  @Test(arguments: [
    (14.0, 0.975, 2.144786687917804), (1.0, 0.975, 12.706204736174694),
    (2.0, 0.95, 2.9199855803537242), (30.0, 0.995, 2.7499956535672254),
    (1e6, 0.975, 1.959966356814107),
  ])
  func quantilesAgreeWithPublishedTables(degrees: Double, p: Double, expected: Double) {
    let value = StudentT(degreesOfFreedom: degrees).quantile(p)
    #expect(abs(value / expected - 1) < 1e-9)
    #expect(abs(StudentT(degreesOfFreedom: degrees).quantile(1 - p) + value) < 1e-9 * value)
  }

  @Test func theHalfWidthOfFifteenRunsIs0554OfTheSpread() throws {
    let sample = Sample((0..<15).map { Double($0 % 3) })
    let half = try #require(sample.ci95)
    #expect(abs(half / sample.standardDeviation - 0.5538) < 5e-4)
    let back = try #require(Sample.standardDeviation(ofInterval: half, count: 15))
    #expect(abs(back - sample.standardDeviation) < 1e-12)
  }

  @Test func aSampleOfOneHasNoInterval() {
    #expect(Sample([1]).ci95 == nil)
    #expect(Sample.standardDeviation(ofInterval: 1, count: 1) == nil)
  }

  @Test func quantilesInterpolateBetweenOrderStatistics() {
    #expect(quantile(of: [4, 1, 3, 2], 0.5) == 2.5)
    #expect(quantile(of: [1, 2, 3, 4], 0) == 1)
    #expect(quantile(of: [1, 2, 3, 4], 1) == 4)
    #expect(quantile(of: [], 0.5) == nil)
    #expect(quantile(of: [1, .nan], 0.5) == nil)
  }
}

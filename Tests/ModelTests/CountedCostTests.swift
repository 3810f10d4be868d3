import Foundation
import Model
import Testing

/// Ratios of counts with the errors that they have.
@Suite struct CountedCostTests {
  private func cost(_ value: Double, _ error: Double) -> CountedCost {
    CountedCost(value: value, standardError: error)
  }

  @Test func aFrameCostsItsShareOfATrainAndItsBytes() {
    let path = CountedRouter(
      notification: cost(8_000, 80), packet: cost(1_000, 3), byte: cost(2, 0.0625))
    let alone = path.cost(frame: 64, train: 1)
    #expect(alone.value == 9_128 && alone.standardError == (6_400.0 + 9 + 16).squareRoot())
    let many = path.cost(frame: 64, train: 16)
    #expect(many.value == 1_628 && many.standardError == (25.0 + 9 + 16).squareRoot())
  }

  /// The standard error of a ratio is the spread of ratios of what is drawn with the standard
  /// errors of the three paths.
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func theStandardErrorIsTheSpreadOfDraws(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let reference = cost(10_000, .random(in: 20...150, using: &random))
    let router = cost(.random(in: 5_000...280_000, using: &random), 300)
    let ratio = try #require(RouterRatio.counted(router, reference: reference))
    #expect(abs(ratio.value - router.value / 10_000) < 1e-9)
    let values = (0..<20_000).map { _ in
      let drawn = [router, reference].map { $0.value + $0.standardError * normal(using: &random) }
      return drawn[0] / drawn[1]
    }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    #expect(abs(variance.squareRoot() / ratio.standardError - 1) < 0.04, "seed \(seed)")
    #expect(abs(mean / ratio.value - 1) < 0.01, "seed \(seed)")
  }

  @Test func aRouterThatIsNotResolvedIsNoUnit() {
    let router = cost(300, 1)
    #expect(RouterRatio.counted(router, reference: cost(15, 5)) != nil)
    #expect(RouterRatio.counted(router, reference: cost(14.9, 5)) == nil)
    #expect(RouterRatio.counted(router, reference: cost(-5, 0)) == nil)
    #expect(RouterRatio.counted(router, reference: cost(0, 0)) == nil)
    #expect(RouterRatio.counted(router, reference: cost(.infinity, 0)) == nil)
  }

  /// A standard normal deviate (Box and Muller).
  private func normal(using random: inout SplitMix) -> Double {
    let radius = (-2 * log(Double.random(in: 1e-300..<1, using: &random))).squareRoot()
    return radius * cos(2 * .pi * .random(in: 0..<1, using: &random))
  }
}

import Testing

@testable import Simulator

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct ElementaryTests {
  @Test func exponentialAndLogarithmAgreeWithTheLibrary() {
    let seed: UInt64 = 3
    var stream = RandomStream(seed: seed, replication: 0, name: "elementary")
    for _ in 0..<20_000 {
      let x = (stream.uniform() - 0.5) * 1_390
      #expect(abs(Elementary.exp(x) / exp(x) - 1) < 1e-15, "seed \(seed): exp \(x)")
      let y = exp(x)
      #expect(abs(Elementary.log(y) - log(y)) <= 1e-15 * abs(log(y)), "seed \(seed): log \(y)")
      let near = 0.5 + stream.uniform()
      #expect(abs(Elementary.log(near) - log(near)) <= 1e-15, "seed \(seed): log \(near)")
    }
    #expect(Elementary.exp(0) == 1)
    #expect(Elementary.log(1) == 0)
  }

  @Test func theZigguratsLayersHaveEqualAreas() {
    let layers = ExponentialLayers.shared
    for layer in 1..<256 {
      let height = layers.densities[layer + 1] - layers.densities[layer]
      let area = layers.widths[layer] * height
      #expect(abs(area / 0.003_949_659_822_581_557_2 - 1) < 1e-11, "layer \(layer): \(area)")
    }
  }

  @Test func exponentialDrawsFollowTheDistributionFunction() {
    // Kolmogorov's distance of n draws: below 1.95/√n in 99.9 % of samples.
    let seed: UInt64 = 8
    let count = 400_000
    var stream = RandomStream(seed: seed, replication: 0, name: "exponential")
    let draws = (0..<count).map { _ in stream.exponential(mean: 1) }.sorted()
    var distance = 0.0
    for (rank, draw) in draws.enumerated() {
      let exact = -expm1(-draw)
      distance = max(
        distance, abs(exact - Double(rank) / Double(count)),
        abs(exact - Double(rank + 1) / Double(count)))
    }
    #expect(distance < 1.95 / Double(count).squareRoot(), "seed \(seed): \(distance)")
    // The tail beyond the last layer is drawn too: e^(−7.697) of the draws, within five deviations.
    let beyond = Double(draws.count { $0 > ExponentialLayers.tail })
    let expected = Double(count) * exp(-ExponentialLayers.tail)
    #expect(abs(beyond - expected) < 5 * expected.squareRoot(), "seed \(seed): \(beyond)")
  }
}

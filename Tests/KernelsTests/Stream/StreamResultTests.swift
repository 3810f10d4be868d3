import Kernels
import Testing

/// Rates follow STREAM's convention.
@Suite
struct StreamResultTests {
  /// Ten million elements in 10 ms: 16 or 24 bytes each, and 8 more where lines are read first.
  @Test(arguments: [
    (StreamLoop.copy, 16_000.0, 24_000.0), (.scale, 16_000, 24_000), (.add, 24_000, 32_000),
    (.triad, 24_000, 32_000),
  ])
  func theBestPassButTheFirstCounts(loop: StreamLoop, rate: Double, traffic: Double) {
    let seconds = [0.001, 0.02, 0.01, 0.03]
    let plain = StreamResult.Figure(
      loop: loop, stores: .plain, elements: 10_000_000, seconds: seconds)
    #expect(plain.rateMbS == rate)
    #expect(plain.trafficMbS == traffic)
    #expect(plain.minimumS == 0.01)
    #expect(plain.averageS == 0.02)
    #expect(plain.maximumS == 0.03)
    let around = StreamResult.Figure(
      loop: loop, stores: .nonTemporal, elements: 10_000_000, seconds: seconds)
    #expect(around.rateMbS == rate)
    #expect(around.trafficMbS == rate)
  }
}

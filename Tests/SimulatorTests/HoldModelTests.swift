import Model
import Testing

@testable import Simulator

@Suite
struct HoldModelTests {
  /// With n pending events and increments of mean 1 µs, events happen at a rate of n per µs
  /// (a superposition of n Poisson processes).
  @Test(arguments: [1, 10, 1000])
  func eventsHappenAtTheRateOfTheirIncrements(pending: Int) {
    var model = HoldModel(pending: pending, seed: 7)
    // One round through the increments, so that their sum over all events is known to 1/256.
    let holds = 1 << 16
    let end = model.hold(holds)
    let expected = Double(holds) / Double(pending) * 1e-6
    // The mean of 65 536 exponential increments is within 5 standard errors: 5/256 = 2 %.
    #expect(abs(end.seconds / expected - 1) < 0.02 + 5 / Double(holds / pending).squareRoot())
  }

  @Test
  func timeNeverRunsBackwards() {
    var model = HoldModel(pending: 100, seed: 3)
    var last = SimTime.zero
    for _ in 0..<10_000 {
      let now = model.hold(1)
      #expect(now >= last)
      last = now
    }
  }
}

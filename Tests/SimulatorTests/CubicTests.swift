import Model
import Testing

@testable import Simulator

/// CUBIC (RFC 9438) against its own equations and Reno against its response function.
@Suite struct CubicTests {
  private static let second: Int64 = 1_000_000_000_000

  @Test func afterALossTheWindowFollowsTheCubicFunction() {
    var growth = CubicGrowth()
    let before = 1_000.0
    var window = growth.threshold(afterLossAt: before)
    #expect(window == 700)
    // 100 ms of round trip, one acknowledgement for every segment.
    let roundTrip = Self.second / 10
    var now: Int64 = 0
    _ = growth.window(window, acknowledged: 1, now: 0, roundTrip: roundTrip)
    // K is the cube root of (W_max − window)/C: 9.086 s.
    #expect(abs(growth.rise - 9.0856) < 1e-3, "\(growth.rise)")
    while now < 20 * Self.second {
      // All of a round trip's segments at once is what the equations assume.
      for _ in 0..<Int(window) {
        window = growth.window(window, acknowledged: 1, now: now, roundTrip: roundTrip)
      }
      now += roundTrip
      let distance = Double(now) * 1e-12 - growth.rise
      let cubic = 0.4 * distance * distance * distance + before
      // In the first round trip the window grows as Reno's, which leaves it 1.3 % behind.
      #expect(abs(window / cubic - 1) < 0.015, "\(now): \(window), \(cubic)")
    }
  }

  @Test func aSmallerPeakLeavesRoomForOthers() {
    var growth = CubicGrowth()
    _ = growth.threshold(afterLossAt: 1_000)
    let window = growth.threshold(afterLossAt: 800)
    _ = growth.window(window, acknowledged: 1, now: 0, roundTrip: 1)
    // The plateau is 0.85 · 800, not 800 (section 4.7).
    let expected = Elementary.exp(Elementary.log((680 - 560) / 0.4) / 3)
    #expect(abs(growth.rise - expected) < 1e-9)
  }

  @Test func onShortPathsItIsAsFastAsReno() {
    // 1 ms: the cubic function needs seconds, Reno's growth does not.
    var growth = CubicGrowth()
    var window = growth.threshold(afterLossAt: 20)
    for round in 0..<100 {
      for _ in 0..<Int(window) {
        window = growth.window(
          window, acknowledged: 1, now: Int64(round) * Self.second / 1000,
          roundTrip: Self.second / 1000)
      }
    }
    // 0.53 segments for each round trip up to the old window, then one.
    #expect(window > 14 + 0.52 * 11 + 80 && window < 14 + 100, "\(window)")
  }

  /// The mean window where one segment in 1/p is lost: Reno's is √(3/2p) (Mathis et al.,
  /// doi:10.1145/263932.264023), CUBIC's (C(3+β)/(4(1−β)))^¼ · (RTT/p)^¾ (RFC 9438, equation 6).
  @Test(arguments: [Flow.CongestionControl.reno, .cubic])
  func theMeanWindowIsThatOfTheResponseFunction(_ control: Flow.CongestionControl) {
    let period: Int64 = 20_000
    let loop = TransportLoop(window: 4_096, delay: Self.second / 20, congestionControl: control)
    loop.losesData = { $0 % period == 0 }
    #expect(loop.run(segments: 40 * period, until: 10_000 * Self.second))
    let start = (loop.now, loop.delivered)
    #expect(loop.run(segments: 140 * period, until: 20_000 * Self.second))
    let rounds = Double(loop.now - start.0) / Double(Self.second / 10)
    let window = Double(loop.delivered - start.1) / rounds
    let ratio = Double(period)
    let exact =
      control == .reno
      ? (1.5 * ratio).squareRoot()
      : (0.4 * 3.7 / (4 * 0.3)).squareRoot().squareRoot()
        * Elementary.exp(0.75 * Elementary.log(0.1 * ratio))
    // CUBIC's equation leaves fast convergence out.
    #expect(abs(window / exact - 1) < (control == .reno ? 0.05 : 0.15), "\(window), \(exact)")
  }
}

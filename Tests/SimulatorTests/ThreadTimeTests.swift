import Testing

@testable import Simulator

/// How long threads run, and how long they could but something else does.
@Suite struct ThreadTimeTests {
  /// Two stages in a row, whose threads share a core or have one each, under a load per packet of
  /// both of them together.
  private func run(load: Double, shares: Bool, hog: NetworkPlan.Hog? = nil) -> NetworkRun {
    var plan = SignaturePlans.chain(
      load: .constant(interval: 4e6 / load), frame: 64, costs: [2e6, 2e6])
    if shares { plan.threads[1].executor = 0 }
    plan.executors[0].hog = hog
    var run = NetworkRun(plan: plan, stream: RandomStream(seed: 1, replication: 0, name: "run"))
    run.run(warmUp: 10 * Self.millisecond, duration: 100 * Self.millisecond)
    return run
  }

  private static let millisecond = SignaturePlans.millisecond
  private static let duration = Double(100 * millisecond)

  @Test func threadsWithACoreOfTheirOwnAreNeverKeptWaiting() {
    let run = run(load: 1.5, shares: false)
    #expect(run.threads[0].stolen == 0 && run.threads[1].stolen == 0)
    #expect(Double(run.threads[0].busy) / Self.duration > 0.7)
  }

  @Test func twoThreadsThatWantAllOfACoreEachLoseWhatTheOtherGets() {
    let run = run(load: 4, shares: true)
    for thread in 0...1 {
      let other = Double(run.threads[1 - thread].busy) / Self.duration
      #expect(abs(Double(run.threads[thread].busy) / Self.duration + other - 1) < 1e-6)
      #expect(abs(Double(run.threads[thread].stolen) / Self.duration - other) < 0.01)
    }
  }

  /// A job that is not preempted keeps a thread that wakes up within its slice waiting until that
  /// is over: as long as the packet that wakes it, and longer than those that come meanwhile.
  @Test func aJobThatIsNotPreemptedStealsFromAThreadThatWakesUp() {
    let slice = Self.millisecond / 10 * 13
    let preempted = run(
      load: 0.004, shares: false, hog: .init(slice: slice, isPreempted: true, grace: 0))
    #expect(preempted.threads[0].stolen == 0)
    let kept = run(
      load: 0.004, shares: false, hog: .init(slice: slice, isPreempted: false, grace: 0))
    let waited = kept.tallies[1].waiting
    #expect(kept.threads[0].stolen > 10 * Self.millisecond)
    #expect(kept.threads[0].stolen <= waited && 2 * kept.threads[0].stolen > waited)
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func noThreadRunsAndWaitsForMoreThanAllOfTheTime(seed: UInt64) {
    let plan = RandomPlan.make(seed: seed)
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "run"))
    run.run(warmUp: 1_000_000_000, duration: 9_000_000_000)
    for thread in plan.threads.indices {
      let used = run.threads[thread].busy + run.threads[thread].stolen
      #expect(run.threads[thread].stolen >= 0 && used <= 9_000_000_000, "seed \(seed)")
    }
  }
}

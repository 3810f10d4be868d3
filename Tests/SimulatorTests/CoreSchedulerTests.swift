import Model
import Testing

@testable import Simulator

@Suite struct CoreSchedulerTests {
  private func processor(cores: Int, threadsPerCore: Int = 1) -> Processor {
    Processor(
      sockets: 1, numaNodes: 1, coresPerSocket: cores, threadsPerCore: threadsPerCore,
      clock: Frequency(hertz: 1e9), cache: ByteCount(bytes: 1 << 20))
  }

  private func ends(
    cores: Int, threadsPerCore: Int = 1, smtYield: Double = 1.25,
    _ groups: [CoreScheduler.Group]
  ) -> [[Double]] {
    CoreScheduler(
      processor: processor(cores: cores, threadsPerCore: threadsPerCore), smtYield: smtYield,
      groups: groups
    ).completions()
  }

  @Test func aJobAloneTakesItsOwnTime() {
    #expect(ends(cores: 4, [.init(work: [74e9])]) == [[74]])
  }

  @Test func theJobThatIsLeftSpeedsUpWhenTheOthersEnd() {
    // Three on one core: 10 s of work each take 30; the last 20 of the long one take 20 alone.
    let found = ends(cores: 1, [.init(work: [10e9, 30e9, 10e9])])[0]
    #expect(found.map { ($0 * 1e6).rounded() / 1e6 } == [30, 50, 30])
  }

  @Test func jobsOfAVMShareItsVCPUsThoughTheHostHasCoresToSpare() {
    #expect(
      ends(cores: 8, [.init(work: [10e9]), .init(vcpus: 1, work: [10e9, 10e9])]) == [
        [10], [20, 20],
      ])
  }

  @Test func vCPUsPinnedToOneCoreShareItAndLeaveTheOthersAlone() {
    let found = ends(
      cores: 2,
      [
        .init(vcpus: 1, pinning: [0], work: [10e9]), .init(vcpus: 1, pinning: [0], work: [10e9]),
        .init(vcpus: 1, work: [10e9]),
      ])
    #expect(found == [[20], [20], [10]])
  }

  @Test func twoHardwareThreadsOfACoreDoTheYieldsWork() {
    #expect(ends(cores: 1, threadsPerCore: 2, [.init(work: [10e9, 10e9])]) == [[16, 16]])
  }

  /// By hand: whoever wants less than an equal share gets what it wants, and the others share the
  /// rest alike.
  @Test(
    arguments: [
      ([1, 1, 1], 2, 2.0 / 3), ([0.2, 1, 1], 2, 0.9), ([0.2, 0.5, 1, 1], 2, 0.65),
      ([1, 0.1, 0.5, 0.25], 1, 0.325), ([0.5, 0.25], 2, 1), ([1, 0.5, 0.5], 2, 1), ([], 3, 1),
    ] as [([Double], Double, Double)])
  func theLevelOfMaxMinFairnessIsTheOneFoundByHand(
    limits: [Double], capacity: Double, level: Double
  ) {
    #expect(abs(CoreScheduler.fairLevel(limits, capacity: capacity) - level) < 1e-12)
  }

  /// Three cores. The pinned pair has a core between them and gets half of it each; four threads
  /// float and may use a whole core each, of which two are left.
  @Test func sharesAreMaxMinFairWherePinnedAndFloatingThreadsMeet() {
    let groups = [
      CoreScheduler.Group(vcpus: 1, pinning: [0], work: [1e9]),
      CoreScheduler.Group(vcpus: 1, pinning: [0], work: [1e9]),
      CoreScheduler.Group(work: [1e9, 1e9, 1e9]),
      CoreScheduler.Group(vcpus: 1, work: [1e9, 1e9]),
    ]
    let scheduler = CoreScheduler(processor: processor(cores: 3), smtYield: 1, groups: groups)
    let rates = scheduler.rates(running: [1, 1, 3, 2])
    // Limits ½, ½, 1, 1, 1, 1 of a capacity of 3: all get ½, and the two jobs of the last VM, which
    // has one vCPU, a quarter each.
    #expect(rates == [0.5, 0.5, 0.5, 0.25])
    // When two of the floating jobs have ended, ½ + ½ leave 2 cores for two threads: all of what
    // each may use.
    #expect(scheduler.rates(running: [1, 1, 1, 2]) == [0.5, 0.5, 1, 0.5])
  }

  @Test func aThreadThatStreamsTakesItsShareOfTheCore() {
    #expect(ends(cores: 1, [.init(work: [10e9], lasting: 1)]) == [[20]])
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func noWorkIsLostAndNoCoreIsLeftIdleWhileAThreadWaits(seed: UInt64) {
    var stream = RandomStream(seed: seed, replication: 0, name: "groups")
    func below(_ bound: UInt64) -> Int { Int(stream.next() % bound) }
    let cores = 1 + below(6)
    let groups = (0..<1 + below(4)).map { _ in
      CoreScheduler.Group(
        vcpus: below(2) == 0 ? nil : 1 + below(4),
        work: (0..<1 + below(4)).map { _ in 1e9 * stream.uniform() })
    }
    let scheduler = CoreScheduler(processor: processor(cores: cores), smtYield: 1, groups: groups)
    let rates = scheduler.rates(running: groups.map(\.work.count))
    let total = zip(rates, groups).reduce(0) { $0 + $1.0 * Double($1.1.work.count) }
    let demand = groups.reduce(0) { $0 + min($1.work.count, $1.vcpus ?? .max) }
    #expect(abs(total - Double(min(cores, demand))) < 1e-9, "seed \(seed)")
    for (group, ends) in zip(groups, scheduler.completions()) {
      for (work, end) in zip(group.work, ends) {
        #expect(end >= work * 1e-9 * 0.999999, "seed \(seed)")
      }
    }
    let last = scheduler.completions().joined().max() ?? 0
    let allWork = groups.flatMap(\.work).reduce(0, +) * 1e-9
    #expect(last * Double(cores) >= allWork * 0.999999, "seed \(seed)")
  }
}

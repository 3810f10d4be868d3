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

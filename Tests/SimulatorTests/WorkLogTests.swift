import Testing

@testable import Simulator

/// The log of what threads do.
@Suite struct WorkLogTests {
  private func log(_ plan: NetworkPlan, seed: UInt64, limit: Int) -> (WorkLog, busy: [Int64]) {
    var run = NetworkRun(
      plan: plan, stream: RandomStream(seed: seed, replication: 0, name: "run"))
    run.keep(WorkLog(threads: plan.threads.count, limit: limit))
    run.run(warmUp: 0, duration: 5_000_000_000)
    let busy = plan.threads.indices.map { run.threads[$0].busy }
    return (run.log ?? WorkLog(threads: 0, limit: 0), busy)
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func slicesAreTheThreadsWorkAndDoNotOverlapOnACore(seed: UInt64) {
    let plan = RandomPlan.make(seed: seed)
    let (log, busy) = log(plan, seed: seed, limit: 1_000_000)
    #expect(log.missed == 0 && !log.slices.isEmpty, "seed \(seed)")
    var last = [Int64](repeating: 0, count: plan.executors.count)
    var work = [Int64](repeating: 0, count: plan.threads.count)
    for slice in log.slices {
      let thread = Int(slice.thread)
      let executor = plan.threads[thread].executor
      #expect(slice.begin >= last[executor] && slice.end >= slice.begin, "seed \(seed)")
      #expect(slice.packets >= 1, "seed \(seed)")
      #expect(
        slice.packets <= plan.stages[Int(slice.stage)].batchLimit, "seed \(seed): \(slice)")
      last[executor] = slice.end
      // What was under way at the end of the run is in the log as a whole.
      work[thread] += min(slice.end, 5_000_000_000) - slice.begin
    }
    #expect(work == busy, "seed \(seed)")
  }

  @Test func aFullLogKeepsTheFirstBatchesAndCountsTheOthers() {
    let plan = RandomPlan.make(seed: 3)
    let (whole, _) = log(plan, seed: 3, limit: 1_000_000)
    let (some, _) = log(plan, seed: 3, limit: 10)
    #expect(some.slices.count == 10)
    #expect(some.missed == whole.slices.count - 10)
    for (one, other) in zip(some.slices, whole.slices) {
      #expect(one.begin == other.begin && one.end == other.end && one.packets == other.packets)
    }
  }
}

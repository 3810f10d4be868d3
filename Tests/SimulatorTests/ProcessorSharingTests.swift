import Testing

@testable import Simulator

@Suite struct ProcessorSharingTests {
  /// The completions in order, with jobs given as (arrival, work).
  private func completions(
    cores: Double, _ jobs: [(arrival: Int64, work: Double)]
  ) -> [(id: UInt32, time: Int64)] {
    var processor = ProcessorSharing(cores: cores)
    var result: [(id: UInt32, time: Int64)] = []
    func drain(until time: Int64) {
      while let next = processor.nextCompletion, next <= time {
        result.append((processor.takeCompleted(now: next)!, next))
      }
    }
    for (index, job) in jobs.enumerated() {
      drain(until: job.arrival)
      processor.join(id: UInt32(index), work: job.work, now: job.arrival)
    }
    drain(until: .max)
    return result
  }

  @Test func twoEqualJobsOnOneCoreTakeTwiceAsLong() {
    let found = completions(cores: 1, [(0, 100), (0, 100)])
    #expect(found.map(\.time) == [200, 200])
    #expect(found.map(\.id) == [0, 1])
  }

  @Test func aJobThatJoinsSlowsTheOtherDownWhileBothRun() {
    // Alone 0…50, then shared: 50 left takes 100, to 150; the second then has 150 left.
    let found = completions(cores: 1, [(0, 100), (50, 200)])
    #expect(found.map(\.time) == [150, 300])
  }

  @Test func aJobUsesOneCoreAtMost() {
    #expect(completions(cores: 4, [(0, 100), (0, 300)]).map(\.time) == [100, 300])
    #expect(completions(cores: 2, [(0, 100), (0, 100), (0, 100)]).map(\.time) == [150, 150, 150])
  }

  @Test func whenCoresAreTakenAwayTheJobsSlowDown() {
    var processor = ProcessorSharing(cores: 2)
    processor.join(id: 7, work: 100, now: 0)
    processor.join(id: 8, work: 100, now: 0)
    processor.setCores(0.5, now: 60)
    #expect(processor.nextCompletion == 220)
    #expect(processor.takeCompleted(now: 219) == nil)
    #expect(processor.takeCompleted(now: 220) == 7)
    #expect(processor.takeCompleted(now: 220) == 8)
    #expect(processor.busy == 200)
    #expect(processor.nextCompletion == nil)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func agreesWithSteppingThroughTheJobsOneByOne(seed: UInt64) {
    var stream = RandomStream(seed: seed, replication: 0, name: "jobs")
    let cores = Double(1 + stream.next() % 4)
    var time: Int64 = 0
    let jobs = (0..<60).map { _ in
      time += Int64(stream.exponential(mean: 1e6 / cores))
      return (arrival: time, work: stream.exponential(mean: 1e6).rounded())
    }
    // The slow way: every job's remaining work is brought forward at every event.
    var remaining: [Int: Double] = [:]
    var expected: [Int: Double] = [:]
    var now = 0.0
    var next = 0
    while expected.count < jobs.count {
      let rate = min(1, cores / Double(max(remaining.count, 1)))
      let arrival = next < jobs.count ? Double(jobs[next].arrival) : .infinity
      let end = remaining.values.min().map { now + $0 / rate } ?? .infinity
      let event = min(arrival, end)
      for id in remaining.keys { remaining[id]! -= (event - now) * rate }
      now = event
      if arrival <= end {
        remaining[next] = jobs[next].work
        next += 1
      } else {
        let ended = remaining.min { $0.value < $1.value }!.key
        remaining[ended] = nil
        expected[ended] = now
      }
    }
    let found = completions(cores: cores, jobs)
    #expect(found.count == jobs.count, "seed \(seed)")
    for (id, time) in found {
      // Each completion may be a picosecond late by rounding, and passes that on.
      #expect(abs(Double(time) - expected[Int(id)]!) <= Double(jobs.count), "seed \(seed)")
    }
  }
}

import FoundationEssentials
import Model
import Statistics
import Testing

@testable import Experiments
@testable import Simulator

/// The output analysis against M/M/1 queues that begin empty, with no warm-up told to it.
///
/// A run makes replications as `SequentialCampaign` does: MSER-5 finds their warm-up, and
/// replications follow until the half-width is 5 % of the mean. Of the mean sojourn time
/// 1/(1 − ρ), in service times, the 95 % interval must cover 93–97 %. CI makes all runs:
///
///     HYPERTWIN_LONG_TESTS=1 script/test --filter OutputAnalysisTests
@Suite struct OutputAnalysisTests {
  /// A load, with what a replication lasts in mean service times.
  struct Case: Sendable, CustomTestStringConvertible {
    var load: Double
    var duration: Double

    var testDescription: String { "load \(load)" }
  }

  private static let isFull = ProcessInfo.processInfo.environment["HYPERTWIN_LONG_TESTS"] != nil
  private static let runs = isFull ? 1_000 : 40
  /// Of 40 runs the bound is four binomial standard deviations.
  private static let bounds = isFull ? 0.93...0.97 : 0.81...1.0
  static let cases =
    isFull
    ? [Case(load: 0.8, duration: 30_000), Case(load: 0.9, duration: 150_000)]
    : [Case(load: 0.8, duration: 8_000)]
  private static let rule = StoppingRule(precision: 0.05, floor: 15, most: 300)
  /// Picoseconds of one mean service time.
  private static let service = 1e6

  private static func plan(load: Double) -> NetworkPlan {
    var plan = NetworkPlan()
    plan.executors = [.init(name: "core")]
    plan.threads = [.init(name: "server", executor: 0, wakeDelay: 0, moderation: 0)]
    plan.stages = [
      .init(
        name: "station", thread: 0, batch: 0, packet: service, byte: 0, batchLimit: 64,
        queueLimit: .max, notify: 0, law: .exponential)
    ]
    plan.flows = [
      .init(
        name: "customers", load: .poisson(interval: service / load), start: 0,
        forward: [.stage(0)], backward: [], frame: 64, payload: 18, costFactor: 1)
    ]
    return plan
  }

  /// A run of one replication that is observed from `skip` on.
  private static func observe(
    _ plan: NetworkPlan, seed: UInt64, replication: Int, duration: Double, skip: Int64,
    keepsSeries: Bool
  ) -> (sojourn: Double, cut: Replication.Truncation?) {
    let stream = RandomStream(seed: seed, replication: replication, name: "network")
    let span = Int64(duration * service)
    var run = NetworkRun(plan: plan, stream: stream)
    if keepsSeries { run.keepSeries(byFlow: false, warmUp: skip, duration: span - skip) }
    run.run(warmUp: skip, duration: span - skip)
    let cut = run.series?.truncation
    return (
      (run.flows[0].latencies.mean ?? .nan) / service,
      cut.map { .init(time: SimTime(picoseconds: $0.skip), isReliable: $0.isReliable) }
    )
  }

  /// The interval of one run, and its replications.
  private static func interval(of item: Case, seed: UInt64) -> (sample: Sample, half: Double) {
    let plan = plan(load: item.load)
    let cuts = (0..<rule.floor).compactMap {
      observe(
        plan, seed: seed, replication: $0, duration: item.duration, skip: 0, keepsSeries: true
      ).cut
    }
    let skip = Replication.Truncation.common(cuts).time.picoseconds
    var sample = Sample()
    var goal = rule.floor
    while true {
      for index in sample.count..<goal {
        sample.add(
          observe(
            plan, seed: seed, replication: index, duration: item.duration, skip: skip,
            keepsSeries: false
          ).sojourn)
      }
      let half = sample.ci95 ?? .infinity
      let excess = half / rule.target(mean: sample.mean, isShare: false)
      guard let next = rule.next(after: sample.count, excess: excess) else {
        return (sample, half)
      }
      goal = next
    }
  }

  @Test(arguments: cases)
  func intervalsOfTheDefaultAnalysisCoverTheTruth(of item: Case) async {
    let exact = 1 / (1 - item.load)
    let found = await withTaskGroup(of: [(hit: Bool, count: Int, mean: Double)].self) { group in
      for part in 0..<2 {
        group.addTask {
          stride(from: part, to: Self.runs, by: 2).map { run in
            let (sample, half) = Self.interval(of: item, seed: UInt64(1 + run))
            return (abs(sample.mean - exact) <= half, sample.count, sample.mean)
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    let coverage = Double(found.count(where: \.hit)) / Double(Self.runs)
    let mean = Sample(found.map(\.mean)).mean
    let count = Sample(found.map { Double($0.count) }).mean
    #expect(
      Self.bounds.contains(coverage),
      "seeds 1…\(Self.runs): coverage \(coverage), mean \(mean) of \(exact), \(count) replications")
    #expect(abs(mean / exact - 1) < 0.02, "\(mean) of \(exact)")
  }

  /// Batch means from one long run.
  @Test func aSingleLongRunHasAnIntervalThatCoversTheTruth() throws {
    let runs = 200
    let load = 0.5
    let span = Int64(40_000 * Self.service)
    var hits = 0
    for seed in 1...runs {
      var run = NetworkRun(
        plan: Self.plan(load: load),
        stream: RandomStream(seed: UInt64(seed), replication: 0, name: "network"))
      let warmUp = Int64(200 * Self.service)
      run.keepSeries(byFlow: true, warmUp: warmUp, duration: span)
      run.run(warmUp: warmUp, duration: span)
      let kept = run.series
      let series = try #require(kept)
      let means = try #require(BatchMeans(ratioOf: series.latencies[0], to: series.packets[0]))
      #expect(abs(means.mean - (run.flows[0].latencies.mean ?? 0)) < 1e-6 * means.mean)
      if abs(means.mean / Self.service - 1 / (1 - load)) <= means.halfWidth / Self.service {
        hits += 1
      }
    }
    // Three binomial standard deviations of 200 runs.
    #expect((0.9...1).contains(Double(hits) / Double(runs)), "\(hits) of \(runs)")
  }
}

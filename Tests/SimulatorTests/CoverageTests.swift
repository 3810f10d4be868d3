import FoundationEssentials
import Testing

@testable import Simulator

/// How often the 95 % interval of a run contains the truth.
///
/// A run is 10 independent replications of an M/M/1 queue, each with a warm-up of its own of about
/// eight relaxation times, 1/(1 − √ρ)², and Student's t over their means. The time of observation
/// is long enough for two errors to be small against the interval: the means' skewness, and the
/// bias of a mean over a random number of customers, −ρ/(1 − ρ)²/(number of customers). CI makes
/// the full count of runs; without it a test takes one load, and too few runs to tell 93 from 95 %:
///
///     HYPERTWIN_LONG_TESTS=1 script/test --filter CoverageTests
@Suite struct CoverageTests {
  /// One load, with what a replication lasts in mean service times.
  struct Case: Sendable, CustomTestStringConvertible {
    var load: Double
    var warmUp: Double
    var duration: Double

    var testDescription: String { "load \(load)" }
  }

  static let cases = [
    Case(load: 0.5, warmUp: 200, duration: 4_000),
    Case(load: 0.8, warmUp: 1_000, duration: 12_000),
    Case(load: 0.9, warmUp: 3_000, duration: 30_000),
  ]

  /// Whether to make the full count of runs.
  static let isFull = ProcessInfo.processInfo.environment["HYPERTWIN_LONG_TESTS"] != nil
  static let tested = isFull ? cases : [cases[0]]
  static let runs = isFull ? 1_000 : 40
  /// Of 40 runs the bound is four binomial standard deviations.
  static let bounds = isFull ? 0.93...0.97 : 0.81...1.0

  @Test(arguments: tested)
  func theIntervalOfTheWaitingTimeCoversTheTruth(of item: Case) async {
    let exact = item.load / (1 - item.load)
    let hits = await withTaskGroup(of: Int.self) { group in
      // Two tasks, one for each core of the smallest machine that builds this project.
      for part in 0..<2 {
        group.addTask {
          stride(from: part, to: Self.runs, by: 2).reduce(0) { sum, run in
            let (mean, halfWidth) = Self.interval(of: item, seed: UInt64(1 + run))
            return sum + (abs(mean - exact) <= halfWidth ? 1 : 0)
          }
        }
      }
      return await group.reduce(0, +)
    }
    let coverage = Double(hits) / Double(Self.runs)
    #expect(Self.bounds.contains(coverage), "seeds 1…\(Self.runs): coverage \(coverage)")
  }

  private static func interval(of item: Case, seed: UInt64) -> (mean: Double, halfWidth: Double) {
    let plan = TheoryPlans.row(load: item.load)
    let values = (0..<10).map { replication in
      TheoryPlans.observe(
        plan, seed: seed, replication: replication, warmUp: item.warmUp, duration: item.duration
      ).waiting[0]
    }
    return TheoryPlans.interval(values)
  }
}

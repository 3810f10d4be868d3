import Foundation
import Kernels
import Statistics
import Synchronization

/// How much faster threads that share one calculation of pi are than one thread, beside what the
/// machine allows: as many processes of one thread each, at the same time.
///
/// Virtual processors share caches, memory and sometimes cores with each other and with strangers,
/// so that the second one seldom doubles anything. Each round has a calculation of each kind, in
/// another order each time, and each is a process of its own. Where a hypervisor puts the virtual
/// processors matters most, and it moves them: so the time that a cache line takes between two of
/// them is taken before each calculation, and rounds in one cache are told from others.
struct PiScaling {
  /// Decimals of each calculation.
  var digits: Int
  /// Threads of the shared one, and processes of the others.
  var threads: Int
  /// Rounds of each algorithm.
  var rounds: Int

  /// Who calculates.
  private enum Kind: CaseIterable { case one, shared, apart }

  /// What a round measured.
  private struct Round {
    var seconds: [Kind: Double] = [:]
    /// Nanoseconds of a cache line before each calculation.
    var line: [Double] = []

    /// Whether the processors shared a cache all the time, or never; nil where they were moved.
    var isNear: Bool? {
      let near = line.filter { $0 < LastLevelCache.mostLineNanoseconds }.count
      return near == line.count ? true : near == 0 ? false : nil
    }
  }

  /// Measures, and prints a table.
  func run() throws {
    print(
      """

      Pi, \(digits) decimals on 1 and \(threads) threads, \(rounds) rounds in random order

      """)
    var table = [
      [
        "algorithm", "rounds", "1 thread s", "\(threads) threads s", "ratio", "processes",
        "line ns",
      ]
    ]
    for algorithm in PiAlgorithm.allCases {
      var measured: [Round] = []
      for _ in 0..<rounds {
        var round = Round()
        for kind in Kind.allCases.shuffled() {
          round.line.append(contentsOf: try lineNanoseconds())
          round.seconds[kind] = try seconds(algorithm, kind)
        }
        measured.append(round)
      }
      table.append(row(algorithm.rawValue, "all", measured))
      for (name, isNear) in [("near", true), ("far", false)] {
        let some = measured.filter { $0.isNear == isNear }
        if !some.isEmpty, some.count < measured.count { table.append(row("", name, some)) }
      }
    }
    for line in Comparison.aligned(table) { print(line) }
    print(
      """

      Medians. ratio: one thread's time over the threads', the geometric mean over the rounds with
      its 95 % interval, paired. processes: the work of \(threads) processes of one thread, at the
      same time, over that of one: what the machine allows. line: a cache line's way from one
      processor to the next, lowest–highest. near: rounds in which all were below
      \(Int(LastLevelCache.mostLineNanoseconds)) ns, so in one last-level cache; far: in which none
      was.
      """)
  }

  private func row(_ name: String, _ rounds: String, _ measured: [Round]) -> [String] {
    let rows = measured.map(\.seconds)
    let line = measured.flatMap(\.line)
    let lineText =
      line.isEmpty
      ? "–"
      : String(
        format: "%.0f (%.0f–%.0f)", Comparison.median(line), line.min() ?? 0, line.max() ?? 0)
    return [
      name, "\(rounds) \(rows.count)", median(rows, .one), median(rows, .shared),
      ratio(rows, to: .shared, times: 1), ratio(rows, to: .apart, times: Double(threads)),
      lineText,
    ]
  }

  /// Nanoseconds of a cache line's way; none where that cannot be measured.
  private func lineNanoseconds() throws -> [Double] {
    let plan = ProbePlan(probes: [.cacheLine], seconds: ProbePlan.range.lowerBound)
    let figures = try ProbeRun(plan).run().outcomes.flatMap(\.figures)
    return figures.compactMap { $0.measures.first { $0.unit == "ns" }?.median }
  }

  /// Seconds of a calculation; of the mean process where there are several.
  private func seconds(_ algorithm: PiAlgorithm, _ kind: Kind) throws -> Double {
    let job = Job.pi(algorithm, digits: digits, threads: kind == .shared ? threads : 1)
    let processes = kind == .apart ? threads : 1
    let results = Mutex<[Result<Measurement, any Error>]>([])
    DispatchQueue.concurrentPerform(iterations: processes) { _ in
      let result = Result { try Peer.own.measure(job) }
      results.withLock { $0.append(result) }
    }
    let times = try results.withLock { try $0.map { Double(try $0.get().nanoseconds) * 1e-9 } }
    return times.reduce(0, +) / Double(processes)
  }

  private func median(_ rows: [[Kind: Double]], _ kind: Kind) -> String {
    String(format: "%.3f", Comparison.median(rows.compactMap { $0[kind] }))
  }

  private func ratio(_ rows: [[Kind: Double]], to kind: Kind, times factor: Double) -> String {
    let pairs = rows.map { (numerator: factor * ($0[.one] ?? 0), denominator: $0[kind] ?? 0) }
    return PairedRatio(pairs).map {
      String(format: "%.2f (%.2f–%.2f)", $0.ratio, $0.low, $0.high)
    } ?? "–"
  }
}

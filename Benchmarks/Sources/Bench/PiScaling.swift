import Foundation
import Kernels
import Statistics
import Synchronization

/// How much faster threads that share one calculation of pi are than one thread, beside what the
/// machine allows: as many processes of one thread each, at the same time.
///
/// Virtual processors share caches, memory and sometimes cores with each other and with strangers,
/// so that the second one seldom doubles anything. Each round has a calculation of each kind, in
/// another order each time, and each is a process of its own.
struct PiScaling {
  /// Decimals of each calculation.
  var digits: Int
  /// Threads of the shared one, and processes of the others.
  var threads: Int
  /// Rounds of each algorithm.
  var rounds: Int

  /// Who calculates.
  private enum Kind: CaseIterable { case one, shared, apart }

  /// Measures, and prints a table.
  func run() throws {
    print(
      """

      Pi, \(digits) decimals on 1 and \(threads) threads, \(rounds) rounds in random order

      """)
    var table = [["algorithm", "1 thread s", "\(threads) threads s", "ratio", "processes"]]
    for algorithm in PiAlgorithm.allCases {
      var rows: [[Kind: Double]] = []
      for _ in 0..<rounds {
        var row: [Kind: Double] = [:]
        for kind in Kind.allCases.shuffled() { row[kind] = try seconds(algorithm, kind) }
        rows.append(row)
      }
      table.append([
        algorithm.rawValue, median(rows, .one), median(rows, .shared),
        ratio(rows, to: .shared, times: 1), ratio(rows, to: .apart, times: Double(threads)),
      ])
    }
    for line in Comparison.aligned(table) { print(line) }
    print(
      """

      Medians. ratio: one thread's time over the threads', the geometric mean over the rounds with
      its 95 % interval, paired. processes: the work of \(threads) processes of one thread, at the
      same time, over that of one: what the machine allows.
      """)
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

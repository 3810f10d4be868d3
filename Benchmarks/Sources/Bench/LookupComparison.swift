import Foundation
import Kernels
import Statistics

/// Longest-prefix match by this project's trie and by its peers in C, on one table, alternately.
struct LookupComparison {
  /// Where `script/bench` has put the programs.
  var folder: String
  /// How often each program runs.
  var rounds: Int

  /// A set of addresses that is looked up again and again.
  private struct Load {
    var title: String
    var addresses: Int
    var passes: Int
  }

  /// About 30 and 200 ms for each run; a look-up reads one to three cache lines of 64 bytes.
  private static let loads = [
    Load(title: "1,024 addresses, in the second-level cache", addresses: 1 << 10, passes: 1 << 14),
    Load(title: "16,384 addresses, a megabyte or two", addresses: 1 << 14, passes: 1 << 10),
    Load(title: "4,194,304 addresses, the whole table", addresses: 1 << 22, passes: 4),
  ]

  private var engines: [Peer] {
    let engines = [
      Peer(name: "Hypertwin", command: [CommandLine.arguments[0], "lpm"], jobs: []),
      Peer(name: "plain DIR-24-8 in C", command: ["\(folder)/lpm_dir24"], jobs: []),
      Peer(name: "DPDK rte_fib, scalar", command: ["\(folder)/lpm_fib", "scalar"], jobs: []),
    ]
    let wide = Peer(
      name: "DPDK rte_fib, AVX-512", command: ["\(folder)/lpm_fib", "avx512"], jobs: [])
    return InstructionSet.current == .avx512 ? engines + [wide] : engines
  }

  /// Measures, and prints a table for each set of addresses.
  func run() throws {
    let installed = engines.filter(\.isInstalled)
    for engine in engines where !engine.isInstalled {
      print("Not installed, left out: \(engine.name)")
    }
    let path = "\(folder)/lpm-table"
    defer { try? FileManager.default.removeItem(atPath: path) }
    for load in Self.loads {
      try LookupTable.make(addresses: load.addresses, passes: load.passes).write(path)
      var results = installed.map { _ in [Measurement]() }
      for round in 0..<rounds {
        for index in installed.indices {
          // A different one begins each round, so that none always follows the same one.
          let index = (index + round) % installed.count
          let engine = installed[index]
          let text = try Peer.output(of: engine.command[0], engine.command.dropFirst() + [path])
          guard let measurement = Measurement(line: text) else {
            throw BenchError("\(engine.name): printed \"\(text)\" instead of a measurement")
          }
          guard measurement.forwarded == results[0].first?.forwarded ?? measurement.forwarded else {
            throw BenchError("\(engine.name) finds other next hops than \(installed[0].name)")
          }
          results[index].append(measurement)
        }
      }
      print("\nLongest-prefix match, \(LookupTable.routes) routes, \(load.title); one thread\n")
      for line in Comparison.aligned(table(installed, results)) { print(line) }
    }
    print(
      """

      ratio: that engine's time over Hypertwin's, the geometric mean over the rounds with its 95 %
      interval (paired; PairedRatio of Statistics); above 1, Hypertwin is faster
      """)
  }

  private func table(_ engines: [Peer], _ results: [[Measurement]]) -> [[String]] {
    let head = ["engine", "ns/look-up", "95 % interval", "lowest–highest", "look-ups/s", "ratio"]
    return [head]
      + zip(engines, results).map { engine, runs in
        let each = runs.map(\.each).sorted()
        let middle = Comparison.median(each)
        let interval = Comparison.interval(ofMedian: each)
        let ratio = PairedRatio(
          zip(runs, results[0]).map { (numerator: $0.each, denominator: $1.each) })
        return [
          engine.name, Self.text(middle),
          interval.map { "\(Self.text($0))–\(Self.text($1))" } ?? "–",
          "\(Self.text(each[0]))–\(Self.text(each[each.count - 1]))",
          String(format: "%.0f M", 1e3 / middle),
          ratio.map { String(format: "%.2f (%.2f–%.2f)", $0.ratio, $0.low, $0.high) } ?? "–",
        ]
      }
  }

  private static func text(_ value: Double) -> String { String(format: "%.2f", value) }
}

import Foundation
import Kernels
import Statistics

/// STREAM's loops by this project and by gcc, pass by pass by turns in one process and on the same
/// arrays: nothing else differs, neither addresses nor physical pages nor the minute.
///
/// gcc's loops run twice a turn, so that their ratio to themselves shows what cannot be told from
/// 1. A time is the processor time of the thread that had the most: while another process has the
/// CPU, nothing is counted.
struct StreamPasses {
  /// gcc's loops, built from `peers/stream.c`.
  var library: String
  /// The pages of the arrays.
  var pages: MappedMemory.Pages
  /// Bytes of each array.
  var bytes: Int
  /// For how long to measure each way of storing.
  var seconds: Double
  /// Threads that share each pass, each bound to a CPU of its own.
  var threads: Int

  typealias Address = UnsafeMutableRawPointer
  typealias Loop = @convention(c) (Int32, Int32, Address, Address, Address, Int) -> Void
  static let engines = ["Hypertwin", "gcc", "gcc again"]

  /// Measures, and prints a table for each way of storing.
  func run() throws {
    guard let handle = dlopen(library, RTLD_NOW), let symbol = dlsym(handle, "stream_loop") else {
      throw BenchError("\(library) cannot be loaded; script/bench builds it with gcc")
    }
    let cpus = try CPUSet.inOrderOfCores()
    guard threads <= cpus.count else {
      throw BenchError("THREADS is \(threads), but there are \(cpus.count) CPUs")
    }
    let page = MappedMemory.hugePage
    let stride = (bytes + page - 1) / page * page + StreamLayout.defaultOffset
    let memory = try MappedMemory(count: 2 * stride + bytes, pages: pages)
    for stores in StreamStores.allCases {
      let around = stores == .nonTemporal
      let instructions = stores.usualInstructions
      let turns = StreamTurns(
        arrays: [0, 1, 2].map { memory.base + $0 * stride }, bytes: bytes, threads: threads,
        table: StreamLoopTable(instructions, stores),
        peer: unsafeBitCast(symbol, to: Loop.self), around: around, seconds: seconds)
      try PinnedTeam(cpus: Array(cpus[..<threads])).run { turns.run($0) }
      show(
        turns.times, "\(stores.rawValue) stores, ours by \(instructions.rawValue)",
        hugeBytes: min(try memory.hugeBytes(), 3 * bytes))
    }
  }

  private func show(_ times: [[[Double]]], _ kind: String, hugeBytes: Int) {
    print(
      """

      STREAM's loops by turns in one process on the same arrays of \(bytes >> 20) MiB, \
      \(threads == 1 ? "one thread" : "\(threads) threads"),
      \(kind), \(times[0].count) turns; on huge pages: \(hugeBytes * 100 / 3 / bytes) %

      """)
    // How many times as fast as the other an engine was, turn by turn.
    func ratio(_ loop: Int, _ one: Int, to other: Int) -> String {
      PairedRatio(times[loop].map { (numerator: $0[other], denominator: $0[one]) }).map {
        String(format: "%.3f (%.3f–%.3f)", $0.ratio, $0.low, $0.high)
      } ?? "–"
    }
    var table = [["engine"] + StreamTable.loops.flatMap { [$0, "ratio"] }]
    for (engine, name) in Self.engines.enumerated() {
      table.append(
        [name]
          + StreamLoop.allCases.enumerated().flatMap { number, loop -> [String] in
            let moved = Double(bytes / 8 * loop.bytesPerElement) * 1e3
            let rate = Comparison.median(times[number].map { moved / $0[engine] })
            return ["\(Int(rate.rounded()))", engine == 0 ? "" : ratio(number, 0, to: engine)]
          })
    }
    table.append(
      ["gcc against itself"] + StreamTable.loops.indices.flatMap { ["", ratio($0, 1, to: 2)] })
    for line in Comparison.aligned(table) { print(line) }
    print(
      """

      MB/s: the median turn. ratio: the first engine's rate over this one's, the geometric mean over
      the turns with its 95 % interval, paired; the last line is one loop against itself.
      """)
  }
}

import Foundation
import Kernels
import Statistics

/// STREAM's loops by this project and by gcc, pass by pass by turns in one process and on the same
/// arrays: nothing else differs, neither addresses nor physical pages nor the minute.
///
/// gcc's loops run twice a turn, so that their ratio to themselves shows what cannot be told from
/// 1. Times are the thread's processor time: while another process has the CPU, nothing is counted.
struct StreamPasses {
  /// gcc's loops, built from `peers/stream.c`.
  var library: String
  /// The pages of the arrays.
  var pages: MappedMemory.Pages
  /// Bytes of each array.
  var bytes: Int
  /// For how long to measure each way of storing.
  var seconds: Double

  private typealias Address = UnsafeMutableRawPointer
  private typealias Loop = @convention(c) (Int32, Int32, Address, Address, Address, Int) -> Void
  private static let engines = ["Hypertwin", "gcc", "gcc again"]

  /// Measures, and prints a table for each way of storing.
  func run() throws {
    guard let handle = dlopen(library, RTLD_NOW), let symbol = dlsym(handle, "stream_loop") else {
      throw BenchError("\(library) cannot be loaded; script/bench builds it with gcc")
    }
    let peer = unsafeBitCast(symbol, to: Loop.self)
    try CPUSet([CPUSet.inOrderOfCores()[0]]).bindCallingThread()
    let page = MappedMemory.hugePage
    let stride = (bytes + page - 1) / page * page + StreamLayout.defaultOffset
    let memory = try MappedMemory(count: 2 * stride + bytes, pages: pages)
    let arrays = [0, 1, 2].map { memory.base + $0 * stride }
    for around in [false, true] {
      let times = measure(peer, arrays, around: around)
      show(times, around: around, hugeBytes: min(try memory.hugeBytes(), 3 * bytes))
    }
  }

  /// Nanoseconds of each turn by loop and engine, without the first turn.
  private func measure(_ peer: Loop, _ arrays: [Address], around: Bool) -> [[[Double]]] {
    let table = StreamLoopTable(.current, around ? .nonTemporal : .plain)
    var times = StreamLoop.allCases.map { _ in [[Double]]() }
    let start = MonotonicClock.now()
    var turn = 0
    while Double(MonotonicClock.now() - start) < seconds * 1e9 || turn < 3 {
      fill(arrays)
      for (number, loop) in StreamLoop.allCases.enumerated() {
        var each = Self.engines.map { _ in 0.0 }
        for index in each.indices {
          // A different one begins each turn.
          let engine = (index + turn) % each.count
          let begin = Self.processorTime()
          if engine == 0 {
            run(loop, of: table, arrays)
          } else {
            peer(around ? 1 : 0, Int32(number), arrays[0], arrays[1], arrays[2], bytes / 8)
          }
          each[engine] = Self.processorTime() - begin
        }
        if turn > 0 { times[number].append(each) }
      }
      turn += 1
    }
    return times
  }

  /// Nanoseconds that this thread has had a CPU.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  /// Values that a turn's loops keep finite, the pages of all arrays touched side by side.
  private func fill(_ arrays: [Address]) {
    for offset in Swift.stride(from: 0, to: bytes, by: 64) {
      for (array, value) in zip(arrays, [2.0, 2, 0]) {
        (array + offset).storeBytes(of: SIMD8(repeating: value), as: SIMD8<Double>.self)
      }
    }
  }

  private func run(_ loop: StreamLoop, of table: StreamLoopTable, _ arrays: [Address]) {
    let (a, b, c) = (arrays[0], arrays[1], arrays[2])
    let lines = bytes / 64
    switch loop {
    case .copy: table.copy(c, a, lines)
    case .scale: table.scale(b, c, 3, lines)
    case .add: table.add(c, a, b, lines)
    case .triad: table.triad(a, b, c, 3, lines)
    }
  }

  private func show(_ times: [[[Double]]], around: Bool, hugeBytes: Int) {
    print(
      """

      STREAM's loops by turns in one process on the same arrays of \(bytes >> 20) MiB, one thread,
      \(around ? "non-temporal" : "plain") stores, \(times[0].count) turns; on huge pages: \
      \(hugeBytes * 100 / 3 / bytes) %

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

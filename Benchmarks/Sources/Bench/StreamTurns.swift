import Foundation
import Kernels

/// The turns of a comparison of STREAM's loops pass by pass, which the threads of a team take
/// together: each runs every loop on its part of the arrays.
///
/// Between two barriers each thread writes nothing but its own part and its own times; the first
/// one alone says whether there is another turn, and keeps the times.
final class StreamTurns: @unchecked Sendable {
  private let arrays: [StreamPasses.Address]
  private let bytes: Int
  private let table: StreamLoopTable
  private let peer: StreamPasses.Loop
  private let around: Bool
  private let seconds: Double
  private var isOver = false
  /// Nanoseconds of the pass, by thread.
  private let passes: UnsafeMutableBufferPointer<Double>
  /// Nanoseconds of each turn by loop and engine, without the first turn.
  private(set) var times: [[[Double]]] = StreamLoop.allCases.map { _ in [] }

  /// Turns that go on for so many seconds.
  init(
    arrays: [StreamPasses.Address], bytes: Int, threads: Int, table: StreamLoopTable,
    peer: StreamPasses.Loop, around: Bool, seconds: Double
  ) {
    self.arrays = arrays
    self.bytes = bytes
    self.table = table
    self.peer = peer
    self.around = around
    self.seconds = seconds
    passes = .allocate(capacity: threads)
    passes.initialize(repeating: 0)
  }

  deinit { passes.deallocate() }

  /// One thread's share of all turns.
  func run(_ member: PinnedTeam.Member) {
    // Whole lines of 64 bytes, as equal parts as there can be.
    let lines = bytes / 64
    let first = lines * member.index / passes.count
    let count = lines * (member.index + 1) / passes.count - first
    let part = arrays.map { $0 + 64 * first }
    let start = MonotonicClock.now()
    var turn = 0
    while true {
      fill(part, count)
      for (number, loop) in StreamLoop.allCases.enumerated() {
        var each = StreamPasses.engines.map { _ in 0.0 }
        for index in each.indices {
          // A different one begins each turn.
          let engine = (index + turn) % each.count
          member.barrier.wait()
          let begin = Self.processorTime()
          if engine == 0 {
            run(loop, part, count)
          } else {
            peer(around ? 1 : 0, Int32(number), part[0], part[1], part[2], count * 8)
          }
          passes[member.index] = Self.processorTime() - begin
          member.barrier.wait()
          if member.index == 0 { each[engine] = passes.max() ?? 0 }
        }
        if member.index == 0, turn > 0 { times[number].append(each) }
      }
      turn += 1
      if member.index == 0 {
        isOver = Double(MonotonicClock.now() - start) >= seconds * 1e9 && turn >= 3
      }
      member.barrier.wait()
      if isOver { return }
    }
  }

  /// Nanoseconds that this thread has had a CPU.
  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  /// Values that a turn's loops keep finite, the pages of all arrays touched side by side.
  private func fill(_ part: [StreamPasses.Address], _ lines: Int) {
    for offset in stride(from: 0, to: 64 * lines, by: 64) {
      for (array, value) in zip(part, [2.0, 2, 0]) {
        (array + offset).storeBytes(of: SIMD8(repeating: value), as: SIMD8<Double>.self)
      }
    }
  }

  private func run(_ loop: StreamLoop, _ part: [StreamPasses.Address], _ lines: Int) {
    let (a, b, c) = (part[0], part[1], part[2])
    switch loop {
    case .copy: table.copy(c, a, lines)
    case .scale: table.scale(b, c, 3, lines)
    case .add: table.add(c, a, b, lines)
    case .triad: table.triad(a, b, c, 3, lines)
    }
  }
}

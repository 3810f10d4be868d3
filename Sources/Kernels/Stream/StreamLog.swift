internal import CMachine

/// When each thread began and ended each loop of each pass, and what the check found.
///
/// Each thread writes places of its own, and they are read when all have ended: that is why it may
/// be shared.
final class StreamLog: @unchecked Sendable {
  private let threads: Int
  private let passes: Int
  /// Nanoseconds: pass by pass, loop by loop, thread by thread.
  private let starts, ends: UnsafeMutablePointer<Int64>
  private let errorsOfThread: UnsafeMutablePointer<StreamErrors>
  private let cpuOfThread: UnsafeMutablePointer<Int>

  init(threads: Int, passes: Int) {
    self.threads = threads
    self.passes = passes
    let count = passes * StreamLoop.allCases.count * threads
    starts = .allocate(capacity: count)
    starts.initialize(repeating: 0, count: count)
    ends = .allocate(capacity: count)
    ends.initialize(repeating: 0, count: count)
    errorsOfThread = .allocate(capacity: threads)
    errorsOfThread.initialize(repeating: .none, count: threads)
    cpuOfThread = .allocate(capacity: threads)
    cpuOfThread.initialize(repeating: -1, count: threads)
  }

  deinit {
    starts.deallocate()
    ends.deallocate()
    errorsOfThread.deallocate()
    cpuOfThread.deallocate()
  }

  /// One thread's work from first touch to check.
  func record(
    _ member: PinnedTeam.Member, _ arrays: StreamArrays, passes: Int, table: StreamLoopTable,
    damage: (@Sendable (StreamArrays) -> Void)?
  ) {
    let index = member.index
    let slice = arrays.slice(index, of: threads)
    arrays.initialize(slice)
    var place = index
    for _ in 0..<passes {
      for loop in StreamLoop.allCases {
        member.barrier.wait()
        starts[place] = MonotonicClock.now()
        arrays.run(loop, slice, with: table)
        ends[place] = MonotonicClock.now()
        place += threads
      }
    }
    cpuOfThread[index] = Int(hypertwin_current_cpu())
    member.barrier.wait()
    if index == 0 { damage?(arrays) }
    member.barrier.wait()
    errorsOfThread[index] = arrays.errors(slice, afterPasses: passes)
  }

  /// The seconds of each pass over a loop.
  func seconds(of loop: StreamLoop) -> [Double] {
    let loops = StreamLoop.allCases
    guard let number = loops.firstIndex(of: loop) else { return [] }
    return (0..<passes).map { pass in
      let first = (pass * loops.count + number) * threads
      let start = (first..<first + threads).reduce(Int64.max) { min($0, starts[$1]) }
      let end = (first..<first + threads).reduce(Int64.min) { max($0, ends[$1]) }
      return Double(end - start) * 1e-9
    }
  }

  /// The CPU on which each thread was at the end.
  var cpus: [Int] { (0..<threads).map { cpuOfThread[$0] } }

  /// What the check found, over all threads.
  var errors: StreamErrors { (0..<threads).reduce(.none) { $0 + errorsOfThread[$1] } }
}

internal import CMachine
import Synchronization

/// A cache line that goes to and fro between two threads: what one writes the other answers.
final class CacheLineEcho: Sendable {
  private let line = Atomic<Int>(0)
  private let isOver = Atomic<Bool>(false)

  /// Answers until `end` is called.
  func answer() {
    var next = 1
    while !isOver.load(ordering: .acquiring) {
      if line.load(ordering: .acquiring) == next {
        line.store(next + 1, ordering: .releasing)
        next += 2
      } else {
        hypertwin_pause()
      }
    }
  }

  /// Lets the other thread go.
  func end() { isOver.store(true, ordering: .releasing) }

  /// Sends the line so often and waits for each answer; false if one has not come by `deadline`, in
  /// nanoseconds of `MonotonicClock`, after which nothing more may be sent. Only one thread sends.
  func send(times: Int, deadline: Int64 = .max) -> Bool {
    var value = line.load(ordering: .acquiring)
    for _ in 0..<times {
      value += 1
      line.store(value, ordering: .releasing)
      value += 1
      var turns = 0
      while line.load(ordering: .acquiring) != value {
        hypertwin_pause()
        turns += 1
        if turns.isMultiple(of: 64), MonotonicClock.now() > deadline { return false }
      }
    }
    return true
  }
}

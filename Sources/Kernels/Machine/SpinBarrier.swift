internal import CMachine
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A meeting point of threads that run on CPUs of their own.
///
/// It spins, because a sleeping thread takes tens of microseconds to wake, which would be seen in
/// measurements of milliseconds. A thread that has spun long gives its CPU away, so that the
/// barrier also works, slowly, with more threads than CPUs.
public final class SpinBarrier: Sendable {
  /// Turns before the CPU is offered to others: about a tenth of a millisecond.
  private static let patience = 1 << 12

  /// The number of threads that meet.
  public let size: Int
  private let arrived = Atomic<Int>(0)
  private let meeting = Atomic<Int>(0)

  /// A barrier of `count` threads.
  public init(count: Int) {
    precondition(count > 0, "a barrier needs a thread")
    size = count
  }

  /// Returns when `count` threads have called it.
  public func wait() {
    let current = meeting.load(ordering: .acquiring)
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == size {
      arrived.store(0, ordering: .relaxed)
      meeting.store(current &+ 1, ordering: .releasing)
      return
    }
    var turns = 0
    while meeting.load(ordering: .acquiring) == current {
      hypertwin_pause()
      turns += 1
      if turns.isMultiple(of: Self.patience) { sched_yield() }
    }
  }
}

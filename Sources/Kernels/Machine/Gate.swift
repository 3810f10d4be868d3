internal import CMachine
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A count that one thread raises and one other waits for.
///
/// Who waits spins for a while before it sleeps, since waking a thread takes tens of microseconds,
/// in a virtual machine more, and what is waited for here often takes less.
final class Gate: Sendable {
  /// Turns between two offers of the processor to others: some microseconds.
  private static let yieldEvery = 256

  private let count = Atomic<Int>(0)
  private let isAsleep = Atomic<Bool>(false)
  private let alarm = DispatchSemaphore(value: 0)

  /// Raises the count by one; everything before it is seen by who has waited for it.
  func raise() {
    count.add(1, ordering: .sequentiallyConsistent)
    if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { alarm.signal() }
  }

  /// Returns once the count is at least `target`; sleeps after `patience` turns of spinning.
  func wait(for target: Int, patience: Int) {
    while true {
      var turns = 0
      while turns < patience {
        if count.load(ordering: .acquiring) >= target { return }
        hypertwin_pause()
        turns += 1
        // Others may need the processor, perhaps who is waited for.
        if turns.isMultiple(of: Self.yieldEvery) { sched_yield() }
      }
      isAsleep.store(true, ordering: .sequentiallyConsistent)
      if count.load(ordering: .sequentiallyConsistent) >= target {
        // An alarm that has been promised must be taken, or the next sleep would be cut short.
        if !isAsleep.exchange(false, ordering: .sequentiallyConsistent) { alarm.wait() }
        return
      }
      alarm.wait()
    }
  }
}

import Dispatch
import Synchronization

/// Threads that share the iterations of a loop.
enum Crew {
  /// Calls `body(thread, index)` once for each index below `count`, on up to `threads` threads; the
  /// next free thread takes the next index. Returns when all are done.
  ///
  /// The body must bear being called from several threads at once, for different `thread` below
  /// `threads`. One thread, or one index, needs no other thread than the caller's.
  static func run(threads: Int, count: Int, _ body: (_ thread: Int, _ index: Int) -> Void) {
    guard threads > 1, count > 1 else {
      for index in 0..<count { body(0, index) }
      return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      // The caller waits for all of them, so the body outlives every call of it.
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: min(threads, count)) { thread in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          body(thread, index)
        }
      }
    }
  }
}

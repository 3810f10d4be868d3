import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Threads that share work: the caller's and helpers, which are kept from one piece of work to the
/// next.
///
/// One thread may give it work at a time. Work must not depend on how many threads there are.
final class Crew: Sendable {
  private let helpers: [CrewHelper]
  /// The next index of a loop that is not yet taken.
  private let next = Atomic<Int>(0)

  /// Turns that a thread spins before it sleeps: a few tenths of a millisecond. Where threads
  /// outnumber processors, spinning would keep those waiting that have work.
  private static let patience = 1 << 13

  /// A crew of that many threads, or of fewer where the system has not as many to give.
  init(threads: Int) {
    precondition(threads >= 1, "a crew without threads")
    let patience = threads <= Self.processors ? Self.patience : 0
    var helpers: [CrewHelper] = []
    while helpers.count < threads - 1, let helper = CrewHelper(patience: patience) {
      helpers.append(helper)
    }
    self.helpers = helpers
  }

  private init(helpers: some Sequence<CrewHelper>) { self.helpers = Array(helpers) }

  /// How many threads there are, that of the caller included.
  var threads: Int { helpers.count + 1 }

  private static var processors: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  /// Calls `body(thread, index)` once for each index below `count`; the next free thread takes the
  /// next index. Returns when all are done.
  ///
  /// The body must bear being called from several threads at once, for different `thread` below
  /// `threads`, and not give this crew work.
  ///
  /// - Parameter limit: the most threads to use.
  func run(
    count: Int, limit: Int = .max, _ body: (_ thread: Int, _ index: Int) -> Void
  ) {
    let others = min(helpers.count, count - 1, limit - 1)
    guard others > 0 else {
      for index in 0..<count { body(0, index) }
      return
    }
    next.store(0, ordering: .relaxed)
    withoutActuallyEscaping(body) { body in
      for thread in 1...others {
        helpers[thread - 1].begin { self.take(count, thread, body) }
      }
      take(count, 0, body)
      // All indices are taken: helpers that have not come yet are not waited for.
      for thread in 1...others { _ = helpers[thread - 1].finish() }
    }
  }

  private func take(_ count: Int, _ thread: Int, _ body: (Int, Int) -> Void) {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      body(thread, index)
    }
  }

  /// Two crews of this one's threads, for two pieces of work at the same time: the first has the
  /// calling thread, the second one that `runBeside` calls.
  func split() -> (Crew, Crew) {
    precondition(threads > 1, "a single thread cannot be split")
    let first = threads - threads / 2
    return (Crew(helpers: helpers[..<(first - 1)]), Crew(helpers: helpers[first...]))
  }

  /// Runs `first` on the calling thread and `second` on another at the same time, or on the same
  /// one later where the other is not there by then; each may use the crew that `split` has made
  /// for it.
  func runBeside(_ first: () -> Void, _ second: () -> Void) {
    precondition(threads > 1, "a single thread cannot be split")
    withoutActuallyEscaping(second) { second in
      let helper = helpers[threads - threads / 2 - 1]
      helper.begin(second)
      first()
      if !helper.finish() { second() }
    }
  }
}

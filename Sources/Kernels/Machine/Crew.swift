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
  /// The parts of the loop that is being run, one for each thread.
  private let parts: [Part]
  /// How far from each other the threads are, also those of the crews that `split` makes.
  private let distance: CrewDistance

  /// Indices of a loop that follow each other.
  private final class Part: Sendable {
    /// The first that is not yet taken.
    let next = Atomic<Int>(0)
  }

  /// Turns that a thread spins before it sleeps: a few tenths of a millisecond. Where threads
  /// outnumber processors, spinning would keep those waiting that have work.
  private static let patience = 1 << 13

  /// A crew of that many threads, or of fewer where the system has not as many to give.
  convenience init(threads: Int) {
    precondition(threads >= 1, "a crew without threads")
    let patience = threads <= Self.processors ? Self.patience : 0
    var helpers: [CrewHelper] = []
    while helpers.count < threads - 1, let helper = CrewHelper(patience: patience) {
      helpers.append(helper)
    }
    self.init(helpers: helpers, CrewDistance(hasProcessorEach: threads <= Self.processors))
    locate()
  }

  private init(helpers: some Sequence<CrewHelper>, _ distance: CrewDistance) {
    self.helpers = Array(helpers)
    self.distance = distance
    parts = (0...self.helpers.count).map { _ in Part() }
  }

  /// How many threads there are, that of the caller included.
  var threads: Int { helpers.count + 1 }

  private static var processors: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  /// Whether data that one thread has written are far from another, by the last `locate`.
  var isApart: Bool {
    get { distance.isApart }
    set { distance.isApart = newValue }
  }

  /// Finds out how far the threads are from each other, in some tens of microseconds.
  func locate() { distance.measure(helpers) }

  /// Calls `body(thread, index)` once for each index below `count`. Returns when all are done.
  ///
  /// Each thread has a part of the indices that follow each other, and takes what is left of the
  /// others' parts when it is done with its own. So two threads seldom work on neighbours at the
  /// same time, which for columns of a transform would mean that one thread's prefetches, and the
  /// processor's own, take away the cache lines that another is writing.
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
    let team = others + 1
    for thread in 0..<team {
      parts[thread].next.store(count * thread / team, ordering: .relaxed)
    }
    withoutActuallyEscaping(body) { body in
      for thread in 1...others {
        helpers[thread - 1].begin { self.take(count, team, thread, body) }
      }
      take(count, team, 0, body)
      // All indices are taken: helpers that have not come yet are not waited for.
      for thread in 1...others { _ = helpers[thread - 1].finish() }
    }
  }

  /// Works on the part of `thread`, then on those of the threads after it.
  private func take(_ count: Int, _ team: Int, _ thread: Int, _ body: (Int, Int) -> Void) {
    for turn in 0..<team {
      let owner = (thread + turn) % team
      let end = count * (owner + 1) / team
      while true {
        let index = parts[owner].next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < end else { break }
        body(thread, index)
      }
    }
  }

  /// Two crews of this one's threads, for two pieces of work at the same time: the first has the
  /// calling thread, the second one that `runBeside` calls.
  func split() -> (Crew, Crew) {
    precondition(threads > 1, "a single thread cannot be split")
    let first = threads - threads / 2
    return (
      Crew(helpers: helpers[..<(first - 1)], distance), Crew(helpers: helpers[first...], distance)
    )
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

import Synchronization

/// How far from each other the threads of a crew are: in one last-level cache or not.
///
/// Work that is shared in the finest way is best in one cache, and slow otherwise, as each line
/// takes several times as long (`LastLevelCache.mostLineNanoseconds`). A hypervisor moves virtual
/// CPUs from time to time, so it is measured again and again.
final class CrewDistance: Sendable {
  private let hasProcessorEach: Bool
  private let apart = Atomic<Bool>(false)

  /// The shortest of some batches is not prolonged by interrupts.
  private static let batches = 4
  private static let batchTimes = 16
  /// Nanoseconds for one helper; a thread that has to wait for its processor says nothing.
  private static let patience: Int64 = 300_000

  /// - Parameter hasProcessorEach: whether there is a processor for each thread; where there is
  ///   not, they are not measured, which would take as long as they wait for each other.
  init(hasProcessorEach: Bool) { self.hasProcessorEach = hasProcessorEach }

  /// Whether one of the threads is in another cache than the first.
  var isApart: Bool {
    get { apart.load(ordering: .relaxed) }
    set { apart.store(newValue, ordering: .relaxed) }
  }

  /// Measures; what cannot be measured now stays as it was.
  func measure(_ helpers: [CrewHelper]) {
    guard hasProcessorEach else { return }
    let times = helpers.map(Self.nanoseconds)
    if times.contains(where: { ($0 ?? 0) > LastLevelCache.mostLineNanoseconds }) {
      isApart = true
    } else if !times.contains(nil) {
      isApart = false
    }
  }

  /// Nanoseconds of a cache line's way to a helper, which must have nothing to do; nil if it does
  /// not come in time.
  private static func nanoseconds(to helper: CrewHelper) -> Double? {
    let echo = CacheLineEcho()
    let deadline = MonotonicClock.now() + patience
    var shortest: Int64?
    helper.begin { echo.answer() }
    for _ in 0...batches {
      let start = MonotonicClock.now()
      guard echo.send(times: batchTimes, deadline: deadline) else { break }
      let time = MonotonicClock.now() - start
      shortest = min(shortest ?? time, time)
    }
    echo.end()
    _ = helper.finish()
    return shortest.map { Double($0) / Double(2 * batchTimes) }
  }
}

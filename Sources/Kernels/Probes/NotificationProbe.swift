internal import CMachine
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// From a write to an eventfd until the thread that sleeps in epoll_wait for it runs: how a kernel
/// tells a backend or a guest that there is work.
enum NotificationProbe {
  /// Nanoseconds before each write, in which the other thread falls asleep and its CPU gets idle.
  private static let rest = 100_000
  /// Milliseconds after which a wake-up that did not come is an error.
  private static let patience: Int32 = 1000

  static func run(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.notification)
    let sampler = context.sampler.share(of: 2)
    let here = context.cpus[0]
    outcome.add("notify_same_cpu") { () throws(MachineError) in
      try figure("notify_same_cpu", "eventfd to epoll_wait, one CPU", [here, here], sampler)
    }
    outcome.add("notify_other_cpu") { () throws(MachineError) in
      let other = try context.otherCPU()
      return try figure(
        "notify_other_cpu", "eventfd to epoll_wait, an idle CPU", [here, other], sampler)
    }
    return outcome
  }

  private static func figure(
    _ name: String, _ summary: String, _ cpus: [Int], _ sampler: Sampler
  ) throws(MachineError) -> ProbeFigure {
    let (there, back) = (try EventWatch(), try EventWatch())
    let arrival = Atomic<Int64>(0)
    let isOver = Atomic<Bool>(false)
    let box = ResultBox<ProbeFigure>()
    let base = sampler.base
    try PinnedTeam(cpus: cpus).run { member in
      if member.index == 1 {
        while (try? there.wait(Self.patience)) == true, !isOver.load(ordering: .acquiring) {
          arrival.store(base.now(), ordering: .releasing)
          guard (try? there.clear()) != nil, (try? back.notify()) != nil else { return }
        }
        return
      }
      let result = Result { () throws(MachineError) in
        try sampler.samples(name, summary, operations: 1) { () throws(MachineError) in
          usleep(UInt32(Self.rest / 1000))
          let start = base.now()
          try there.notify()
          guard try back.wait(Self.patience) else {
            throw MachineError("no wake-up came within \(Self.patience) ms; try again")
          }
          try back.clear()
          return base.nanoseconds(arrival.load(ordering: .acquiring) - start)
        }
      }
      isOver.store(true, ordering: .releasing)
      try? there.notify()
      box.value.withLock { $0 = result }
    }
    guard let result = box.value.withLock({ $0 }) else {
      preconditionFailure("a thread of a team ended without a result")
    }
    return try result.get()
  }
}

/// An eventfd and the epoll instance that watches it.
final class EventWatch: Sendable {
  private let event: Int32
  private let watcher: Int32

  /// A new pair.
  ///
  /// - Throws: `MachineError` if the process has too many files open.
  init() throws(MachineError) {
    event = hypertwin_event()
    watcher = event < 0 ? -1 : hypertwin_watch(event)
    guard watcher >= 0 else {
      let error = MachineError.system(
        "there is no eventfd", remedy: "close files, or raise their limit")
      if event >= 0 { close(event) }
      throw error
    }
  }

  deinit {
    close(watcher)
    close(event)
  }

  /// Adds one to the counter.
  func notify() throws(MachineError) {
    var one: UInt64 = 1
    guard write(event, &one, 8) == 8 else {
      throw .system("an eventfd cannot be written", remedy: "try again")
    }
  }

  /// Waits until the counter is above zero; false after that many milliseconds.
  func wait(_ milliseconds: Int32) throws(MachineError) -> Bool {
    while true {
      let count = hypertwin_wait(watcher, milliseconds)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .system("epoll_wait fails", remedy: "try again") }
      return count > 0
    }
  }

  /// Sets the counter, which is above zero, back to zero.
  func clear() throws(MachineError) {
    var value: UInt64 = 0
    guard read(event, &value, 8) == 8 else {
      throw .system("an eventfd cannot be read", remedy: "try again")
    }
  }
}

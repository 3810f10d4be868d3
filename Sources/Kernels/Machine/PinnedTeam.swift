import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Threads that do one piece of work together, each bound to a CPU of its own.
public struct PinnedTeam: Sendable {
  /// The CPU of each thread.
  public let cpus: [Int]

  /// A team with a thread on each of `cpus`.
  ///
  /// - Precondition: there is at least one.
  public init(cpus: [Int]) {
    precondition(!cpus.isEmpty, "a team needs a thread")
    self.cpus = cpus
  }

  /// What one thread knows.
  public struct Member: Sendable {
    /// Its number in the team, from 0.
    public let index: Int
    /// Where the team meets.
    public let barrier: SpinBarrier
  }

  /// Runs `body` once on each thread, at the same time, and returns when all are done.
  ///
  /// - Throws: `MachineError` if a thread cannot be started or bound; no thread has then begun.
  public func run(_ body: @escaping @Sendable (Member) -> Void) throws(MachineError) {
    let shared = Shared(barrier: SpinBarrier(count: cpus.count), body: body)
    var threads: [pthread_t] = []
    for (index, cpu) in cpus.enumerated() {
      let start = Start(shared: shared, index: index, cpu: cpu)
      var thread = pthread_t()
      let argument = Unmanaged.passRetained(start).toOpaque()
      let status = pthread_create(&thread, nil, threadMain, argument)
      if status != 0 {
        Unmanaged<Start>.fromOpaque(argument).release()
        shared.failure.withLock {
          $0 = MachineError(
            "thread \(index) cannot be started: \(String(cString: strerror(status))); "
              + "use fewer threads")
        }
        // Those that were started wait for the missing ones, which come in name only.
        for _ in index..<cpus.count { shared.checkIn() }
        break
      }
      threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
    if let failure = shared.failure.withLock({ $0 }) { throw failure }
  }

  /// What the threads share.
  fileprivate final class Shared: Sendable {
    let barrier: SpinBarrier
    let body: @Sendable (Member) -> Void
    let failure = Mutex<MachineError?>(nil)
    private let missing: Atomic<Int>

    init(barrier: SpinBarrier, body: @escaping @Sendable (Member) -> Void) {
      self.barrier = barrier
      self.body = body
      missing = Atomic(barrier.size)
    }

    /// Counts a thread as bound, or as failed.
    func checkIn() { missing.subtract(1, ordering: .acquiringAndReleasing) }

    /// Waits until every thread has checked in; false if any has failed.
    func allAreReady() -> Bool {
      while missing.load(ordering: .acquiring) > 0 { sched_yield() }
      return failure.withLock { $0 == nil }
    }
  }

  /// What a thread is started with.
  fileprivate final class Start: Sendable {
    let shared: Shared
    let index: Int
    let cpu: Int

    init(shared: Shared, index: Int, cpu: Int) {
      self.shared = shared
      self.index = index
      self.cpu = cpu
    }

    func run() {
      do {
        try CPUSet([cpu]).bindCallingThread()
      } catch {
        shared.failure.withLock { $0 = error }
      }
      shared.checkIn()
      guard shared.allAreReady() else { return }
      shared.body(Member(index: index, barrier: shared.barrier))
    }
  }
}

/// The first function of a thread; its argument is a `Start` that it owns.
private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { Unmanaged<PinnedTeam.Start>.fromOpaque(argument).takeRetainedValue().run() }
  return nil
}

import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A thread that does what it is given, one piece of work after the other, until nobody refers to
/// this object any more.
final class CrewHelper: Sendable {
  private let mailbox: Mailbox

  /// Starts the thread, which spins for `patience` turns before it sleeps; nil where the system has
  /// no thread to give.
  init?(patience: Int) {
    let mailbox = Mailbox(patience: patience)
    self.mailbox = mailbox
    let argument = Unmanaged.passRetained(mailbox).toOpaque()
    var thread = pthread_t()
    guard pthread_create(&thread, nil, threadMain, argument) == 0 else {
      Unmanaged<Mailbox>.fromOpaque(argument).release()
      return nil
    }
    pthread_detach(thread)
  }

  deinit { mailbox.post(nil) }

  /// Gives the thread work, which must not be given more before `finish` has returned.
  func begin(_ work: @escaping () -> Void) { mailbox.post(work) }

  /// Takes back the work that was given last if the thread has not begun with it, or else returns
  /// when it is done; whether the thread has done it.
  func finish() -> Bool {
    if mailbox.takeBack() { return false }
    mailbox.waitUntilDone()
    return true
  }
}

/// What a thread and those who give it work share.
private final class Mailbox: Sendable {
  private let patience: Int
  private let posted = Gate()
  private let done = Gate()
  /// Whether there is work that nobody has begun; who makes this false may use `work`.
  private let isFull = Atomic<Bool>(false)
  private nonisolated(unsafe) var work: (() -> Void)?
  /// How much work was given and not taken back; only who gives it has to do with this.
  private nonisolated(unsafe) var count = 0

  init(patience: Int) { self.patience = patience }

  /// Gives work; nil ends the thread.
  func post(_ work: (() -> Void)?) {
    self.work = work
    count += 1
    isFull.store(true, ordering: .releasing)
    posted.raise()
  }

  /// Takes back what nobody has begun.
  func takeBack() -> Bool {
    guard isFull.exchange(false, ordering: .acquiringAndReleasing) else { return false }
    work = nil
    count -= 1
    return true
  }

  func waitUntilDone() {
    done.wait(for: count, patience: patience)
  }

  /// Works until there is an end to it.
  func serve() {
    var next = 1
    while true {
      posted.wait(for: next, patience: patience)
      next += 1
      guard isFull.exchange(false, ordering: .acquiringAndReleasing) else { continue }
      guard perform() else { return }
      done.raise()
    }
  }

  /// Does the work and forgets it: when the wait for it is over, nothing may refer to the closure,
  /// so this is not inlined into what ends the wait. False where there is none.
  @inline(never)
  private func perform() -> Bool {
    guard let work else { return false }
    self.work = nil
    work()
    return true
  }
}

/// The first function of the thread; its argument is a mailbox that it owns.
private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { Unmanaged<Mailbox>.fromOpaque(argument).takeRetainedValue().serve() }
  return nil
}

internal import CMachine
import Console
import Glibc

/// A lock with a condition: threads wait until another has changed what it guards.
final class Signal<State>: @unchecked Sendable {
  // The state is only touched with `mutex` held.
  private var state: State
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Guards that state.
  init(_ state: State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Reads or changes the state, and wakes who waits.
  func with<Value>(_ body: (inout State) -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
    return body(&state)
  }

  /// Waits until `take` makes something of the state; nil if it does not within `seconds`.
  func wait<Value>(seconds: Double, _ take: (inout State) -> Value?) -> Value? {
    let end = Clock.seconds() + seconds
    var deadline = timespec()
    deadline.tv_sec = time_t(end)
    deadline.tv_nsec = Int((end - end.rounded(.down)) * 1e9)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let value = take(&state) { return value }
      if Clock.seconds() >= end { return nil }
      pthread_cond_timedwait(condition, mutex, &deadline)
    }
  }
}

/// A pipe that wakes a thread which waits for descriptors.
final class Waker: Sendable {
  /// What is ready to be read when it was rung.
  let descriptor: Int32
  private let writing: Int32

  /// - Throws: `HardwareError` if the system has no more descriptors.
  init() throws(HardwareError) {
    var ends: [Int32] = [-1, -1]
    guard hypertwin_pipe(&ends) == 0 else { throw .system("a pipe cannot be made") }
    (descriptor, writing) = (ends[0], ends[1])
    // A full pipe has been rung already.
    for end in ends { ByteChannel.makeNonblocking(end) }
  }

  deinit {
    close(descriptor)
    close(writing)
  }

  /// Wakes the thread.
  func ring() {
    var byte: UInt8 = 1
    _ = write(writing, &byte, 1)
  }

  /// Forgets that it was rung.
  func clear() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &bytes, bytes.count) > 0 {}
  }
}

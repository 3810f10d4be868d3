import Synchronization

/// How many bytes are in use, and how many were at the most. Safe to use from several threads.
final class MemoryAccount: Sendable {
  private struct State {
    var current = 0
    var peak = 0
  }

  private let state = Mutex(State())

  /// The bytes in use.
  var current: Int { state.withLock { $0.current } }
  /// The most bytes that were in use at one time.
  var peak: Int { state.withLock { $0.peak } }

  /// Notes that so many bytes more are in use.
  func add(_ bytes: Int) {
    state.withLock { state in
      state.current += bytes
      state.peak = max(state.peak, state.current)
    }
  }

  /// Notes that so many bytes fewer are in use.
  func remove(_ bytes: Int) { state.withLock { $0.current -= bytes } }
}

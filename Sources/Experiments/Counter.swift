import Synchronization

/// A number that several tasks count up.
final class Counter: Sendable {
  private let value = Mutex(0)

  /// Adds `amount`; returns the new number.
  func add(_ amount: Int) -> Int {
    value.withLock { value in
      value += amount
      return value
    }
  }
}

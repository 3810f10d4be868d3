import Synchronization

/// How many threads are at work.
final class ActiveCount: Sendable {
  private let count = Atomic<Int>(0)

  /// One more.
  func add() { count.wrappingAdd(1, ordering: .acquiringAndReleasing) }

  /// One less.
  func remove() { count.wrappingSubtract(1, ordering: .acquiringAndReleasing) }

  /// Whether none is.
  var isZero: Bool { count.load(ordering: .acquiring) == 0 }
}

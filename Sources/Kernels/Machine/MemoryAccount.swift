/// How many bytes are in use, and how many were at the most.
final class MemoryAccount {
  /// The bytes in use.
  private(set) var current = 0
  /// The most bytes that were in use at one time.
  private(set) var peak = 0

  /// Notes that so many bytes more are in use.
  func add(_ bytes: Int) {
    current += bytes
    peak = max(peak, current)
  }

  /// Notes that so many bytes fewer are in use.
  func remove(_ bytes: Int) { current -= bytes }
}

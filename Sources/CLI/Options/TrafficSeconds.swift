import ArgumentParser

/// The option `--seconds` of what sends and receives.
enum TrafficSeconds {
  /// The longest time, a day.
  private static let most = 86_400.0

  /// The time in nanoseconds, at least 1.
  static func nanoseconds(_ seconds: Double) throws -> UInt64 {
    guard seconds.isFinite, seconds * 1e9 >= 1, seconds <= most else {
      throw ValidationError("--seconds \(seconds): write more than 0 and at most 86400.")
    }
    return UInt64(seconds * 1e9)
  }
}

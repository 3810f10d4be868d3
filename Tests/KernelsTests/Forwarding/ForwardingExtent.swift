import Foundation

/// How much the tests of forwarding do: all of it where `HYPERTWIN_LONG_TESTS` is set, as in CI.
enum ForwardingExtent {
  static let isLong = ProcessInfo.processInfo.environment["HYPERTWIN_LONG_TESTS"] != nil

  /// One of two numbers.
  static func count(_ short: Int, long: Int) -> Int { isLong ? long : short }
}

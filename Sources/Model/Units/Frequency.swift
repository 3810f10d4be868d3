/// A clock frequency.
public struct Frequency: Quantity, CustomStringConvertible {
  /// Cycles per second.
  public let hertz: Double

  /// That many cycles per second.
  @inlinable
  public init(hertz: Double) { self.hertz = hertz }

  public init?(base: Double) {
    guard base.isFinite else { return nil }
    hertz = base
  }

  public var base: Double { hertz }

  public static var noun: String { "a clock frequency" }

  public static var units: [(symbol: String, size: Double)] {
    [
      ("Hz", 1),
      ("kHz", 1e3),
      ("MHz", 1e6),
      ("GHz", 1e9),
    ]
  }
}

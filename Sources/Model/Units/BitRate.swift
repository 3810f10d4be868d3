/// A rate of data in bits per second: the rate of a link or the throughput of a flow.
public struct BitRate: Quantity, CustomStringConvertible {
  /// Bits per second.
  public let bitsPerSecond: Double

  /// That many bits per second.
  @inlinable
  public init(bitsPerSecond: Double) { self.bitsPerSecond = bitsPerSecond }

  public init?(base: Double) {
    guard base.isFinite else { return nil }
    bitsPerSecond = base
  }

  public var base: Double { bitsPerSecond }

  public static var noun: String { "a bit rate" }

  public static var units: [(symbol: String, size: Double)] {
    [
      ("bit/s", 1),
      ("kbit/s", 1e3),
      ("Mbit/s", 1e6),
      ("Gbit/s", 1e9),
      ("Tbit/s", 1e12),
    ]
  }
}

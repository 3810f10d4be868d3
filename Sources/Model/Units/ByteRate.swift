/// A rate of data in bytes per second: the bandwidth of memory, as STREAM reports it.
public struct ByteRate: Quantity, CustomStringConvertible {
  /// Bytes per second.
  public let bytesPerSecond: Double

  /// That many bytes per second.
  @inlinable
  public init(bytesPerSecond: Double) { self.bytesPerSecond = bytesPerSecond }

  public init?(base: Double) {
    guard base.isFinite else { return nil }
    bytesPerSecond = base
  }

  public var base: Double { bytesPerSecond }

  public static var noun: String { "a byte rate" }

  public static var units: [(symbol: String, size: Double)] {
    [
      ("B/s", 1),
      ("kB/s", 1e3),
      ("MB/s", 1e6),
      ("GB/s", 1e9),
      ("TB/s", 1e12),
    ]
  }
}

/// An amount of memory or data, in whole bytes.
public struct ByteCount: Quantity, CustomStringConvertible {
  /// The number of bytes.
  public let bytes: Int64

  /// That many bytes.
  @inlinable
  public init(bytes: Int64) { self.bytes = bytes }

  public init?(base: Double) {
    guard let whole = Int64(exactly: base.rounded()) else { return nil }
    bytes = whole
  }

  public var base: Double { Double(bytes) }

  public static var noun: String { "a size in bytes" }

  public static var units: [(symbol: String, size: Double)] {
    [
      ("B", 1),
      ("kB", 1e3),
      ("KiB", 1024),
      ("MB", 1e6),
      ("MiB", 1_048_576),
      ("GB", 1e9),
      ("GiB", 1_073_741_824),
      ("TB", 1e12),
      ("TiB", 1_099_511_627_776),
    ]
  }
}

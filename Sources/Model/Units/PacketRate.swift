/// A rate of packets per second.
public struct PacketRate: Quantity, CustomStringConvertible {
  /// Packets per second.
  public let packetsPerSecond: Double

  /// That many packets per second.
  @inlinable
  public init(packetsPerSecond: Double) { self.packetsPerSecond = packetsPerSecond }

  public init?(base: Double) {
    guard base.isFinite else { return nil }
    packetsPerSecond = base
  }

  public var base: Double { packetsPerSecond }

  public static var noun: String { "a packet rate" }

  public static var units: [(symbol: String, size: Double)] {
    [
      ("packet/s", 1),
      ("kpacket/s", 1e3),
      ("Mpacket/s", 1e6),
    ]
  }
}

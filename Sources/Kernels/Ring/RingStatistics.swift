/// What the kernel counted for a ring for receiving since it was opened.
public struct RingStatistics: Hashable, Sendable {
  /// Frames that were put into the ring.
  public var received: UInt64 = 0
  /// Frames that found the ring full and were dropped.
  public var dropped: UInt64 = 0

  /// Nothing yet.
  public init() {}
}

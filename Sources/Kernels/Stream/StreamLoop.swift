/// The four loops of STREAM, in their order.
public enum StreamLoop: String, Hashable, Sendable, CaseIterable, Codable {
  /// c = a.
  case copy
  /// b = s·c.
  case scale
  /// c = a + b.
  case add
  /// a = b + s·c.
  case triad

  /// Bytes per element by STREAM's convention: what the loop reads and writes, and nothing else.
  public var bytesPerElement: Int {
    switch self {
    case .copy, .scale: return 16
    case .add, .triad: return 24
    }
  }

  /// Bytes per element on the way between caches and memory: with plain stores, a line is read
  /// before it is overwritten (write-allocate).
  public func trafficPerElement(_ stores: StreamStores) -> Int {
    stores == .plain ? bytesPerElement + MemoryLayout<Double>.size : bytesPerElement
  }
}

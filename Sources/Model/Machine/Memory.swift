/// The memory of a host.
public struct Memory: Hashable, Sendable {
  /// The installed memory.
  public var size: ByteCount
  /// The rate that one socket's memory sustains at most, whatever the number of cores that use it.
  public var bandwidth: ByteRate
  /// The rate that one core reaches alone, by STREAM's convention; nil where one core is enough for
  /// all of the memory.
  public var coreBandwidth: ByteRate?

  /// All its properties.
  public init(size: ByteCount, bandwidth: ByteRate, coreBandwidth: ByteRate? = nil) {
    self.size = size
    self.bandwidth = bandwidth
    self.coreBandwidth = coreBandwidth
  }
}

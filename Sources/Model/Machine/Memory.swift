/// The memory of a host.
public struct Memory: Hashable, Sendable {
  /// The installed memory.
  public var size: ByteCount
  /// The rate that one socket's memory sustains at most, whatever the number of cores that use it.
  public var bandwidth: ByteRate

  /// All its properties.
  public init(size: ByteCount, bandwidth: ByteRate) {
    self.size = size
    self.bandwidth = bandwidth
  }
}

/// A frame that lies in a ring for receiving. It is valid until the ring's next `receive`.
public struct RingFrame {
  /// Its first byte: the destination address of the Ethernet header.
  ///
  /// The memory belongs to the ring and may be changed in place until the frame is given back.
  public let start: UnsafeMutableRawPointer
  /// The bytes of it that are in the ring, without the CRC.
  public let count: Int
  /// The bytes that it had on the wire, without the CRC; more than `count` if it was cut.
  public let originalCount: Int
  /// When it reached this machine's kernel: nanoseconds of CLOCK_REALTIME.
  public let nanoseconds: UInt64
  /// The 802.1Q tag that the kernel took out of the frame; nil where there was none.
  public let vlanTag: UInt16?
  /// Whether a local stack left the transport checksum to a device that was never asked.
  public let isChecksumPending: Bool

  /// A frame that lies elsewhere, as a test's.
  @inline(__always)
  public init(
    start: UnsafeMutableRawPointer, count: Int, originalCount: Int, nanoseconds: UInt64,
    vlanTag: UInt16? = nil, isChecksumPending: Bool = false
  ) {
    self.start = start
    self.count = count
    self.originalCount = originalCount
    self.nanoseconds = nanoseconds
    self.vlanTag = vlanTag
    self.isChecksumPending = isChecksumPending
  }

  /// Its bytes.
  @inline(__always)
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}

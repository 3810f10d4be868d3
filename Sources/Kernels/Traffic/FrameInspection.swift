/// What a received frame is to a receiver.
enum FrameInspection {
  /// Not an IPv4 datagram to the receiver's UDP port.
  case ignored
  /// One to the receiver's port that does not hold what a generator wrote.
  case corrupted
  /// A generator's frame.
  case whole(TrafficPayload)

  /// Looks at a frame without a VLAN tag: lengths, the header's checksum, the UDP checksum over
  /// every byte unless it was left to a device, and the payload's own check.
  @inline(__always)
  init(_ frame: RingFrame, port: UInt16) {
    let start = UnsafeRawPointer(frame.start)
    // Versions other than 4, options and fragments are not a generator's.
    guard frame.count >= FrameTemplates.writtenBytes,
      Self.word(start, 12) == 0x0800, start.load(fromByteOffset: 14, as: UInt8.self) == 0x45,
      start.load(fromByteOffset: 23, as: UInt8.self) == 17, Self.word(start, 20) & 0x3FFF == 0,
      Self.word(start, 36) == port
    else {
      self = .ignored
      return
    }
    let length = Int(Self.word(start, 16))
    let segment = Int(Self.word(start, 38))
    guard frame.count == frame.originalCount, length + Ethernet.headerBytes <= frame.count,
      segment == length - 20, segment >= 8 + TrafficPayload.byteCount,
      InternetChecksum.sum(start + 14, count: 20) == 0xFFFF,
      frame.isChecksumPending || Self.hasGoodChecksum(start, segment: segment),
      let payload = TrafficPayload(reading: start + FrameTemplates.headerBytes)
    else {
      self = .corrupted
      return
    }
    self = .whole(payload)
  }

  @inline(__always)
  private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt16 {
    UInt16(bigEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  /// A field of zero says that the sender computed none.
  @inline(__always)
  private static func hasGoodChecksum(_ start: UnsafeRawPointer, segment: Int) -> Bool {
    if word(start, 40) == 0 { return true }
    let sum =
      InternetChecksum.sum(start + 26, count: 8 + segment) + 17 + UInt64(segment)
    return InternetChecksum.fold(sum) == 0xFFFF
  }
}

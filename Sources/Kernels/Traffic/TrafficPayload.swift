/// What the generator writes behind the UDP header, and the receiver reads there: 18 bytes, which
/// is all that a frame of 64 bytes has room for.
///
///     octets 0–1    mark: 0x4854, or 0x4845 for the frames that announce the end
///     octets 2–3    stream
///     octets 4–7    sequence number, from 0; at the end, the number of frames that were sent
///     octets 8–15   when the frame was written: nanoseconds of CLOCK_REALTIME
///     octets 16–17  check over the octets before
///
/// Numbers are in network byte order. The rest of the frame is zero.
public struct TrafficPayload: Hashable, Sendable {
  /// What a frame is.
  public enum Mark: UInt16, Sendable {
    /// One of the stream.
    case data = 0x4854
    /// An announcement that the stream has ended.
    case end = 0x4845
  }

  /// The bytes of it.
  public static let byteCount = 18

  /// What the frame is.
  public var mark: Mark
  /// The stream that the frame belongs to.
  public var stream: UInt16
  /// Its number in the stream, modulo 2^32.
  public var sequence: UInt32
  /// When it was written: nanoseconds of CLOCK_REALTIME.
  public var nanoseconds: UInt64

  /// A payload with those values.
  public init(mark: Mark, stream: UInt16, sequence: UInt32, nanoseconds: UInt64) {
    self.mark = mark
    self.stream = stream
    self.sequence = sequence
    self.nanoseconds = nanoseconds
  }

  /// Reads a payload; nil if the mark or the check is wrong.
  ///
  /// - Parameter start: At least `byteCount` bytes.
  @inline(__always)
  public init?(reading start: UnsafeRawPointer) {
    let first = UInt64(bigEndian: start.loadUnaligned(as: UInt64.self))
    let second = UInt64(bigEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    let check = UInt16(bigEndian: start.loadUnaligned(fromByteOffset: 16, as: UInt16.self))
    guard check == Self.check(first, second),
      let mark = Mark(rawValue: UInt16(truncatingIfNeeded: first >> 48))
    else { return nil }
    self.mark = mark
    stream = UInt16(truncatingIfNeeded: first >> 32)
    sequence = UInt32(truncatingIfNeeded: first)
    nanoseconds = second
  }

  /// Writes the payload.
  ///
  /// - Parameter start: At least `byteCount` bytes.
  /// - Returns: Its sum for the UDP checksum.
  @inline(__always)
  @discardableResult
  public func write(to start: UnsafeMutableRawPointer) -> UInt64 {
    let first = UInt64(mark.rawValue) << 48 | UInt64(stream) << 32 | UInt64(sequence)
    let check = Self.check(first, nanoseconds)
    start.storeBytes(of: first.bigEndian, as: UInt64.self)
    start.storeBytes(of: nanoseconds.bigEndian, toByteOffset: 8, as: UInt64.self)
    start.storeBytes(of: check.bigEndian, toByteOffset: 16, as: UInt16.self)
    return first >> 32 + first & 0xFFFF_FFFF + nanoseconds >> 32 + nanoseconds & 0xFFFF_FFFF
      + UInt64(check)
  }

  /// A hash of both words, for all that the UDP checksum cannot see, such as swapped words. It mixes
  /// by multiplication with odd constants, as the finaliser of MurmurHash3 does.
  @inline(__always)
  private static func check(_ first: UInt64, _ second: UInt64) -> UInt16 {
    var hash = first &* 0xFF51_AFD7_ED55_8CCD
    hash ^= hash >> 33
    hash = (hash ^ second) &* 0xC4CE_B9FE_1A85_EC53
    hash ^= hash >> 33
    hash = hash &* 0xFF51_AFD7_ED55_8CCD
    return UInt16(truncatingIfNeeded: hash >> 48)
  }
}

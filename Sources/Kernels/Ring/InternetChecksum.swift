/// The ones' complement sum of RFC 1071, kept unfolded in 64 bits.
///
/// Numbers are added in network byte order; a number of 32 bits counts as its two halves, because
/// 2^16 is 1 modulo 65535.
enum InternetChecksum {
  /// The sum of bytes, as 16-bit words; an odd last byte is followed by a zero.
  ///
  /// - Complexity: O(count), 16 bytes at a time.
  @inline(__always)
  static func sum(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    var sums = (UInt64(0), UInt64(0))
    var place = start
    var left = count
    // Words are added as they lie; the byte order of the sum is put right at the end.
    while left >= 16 {
      let first = place.loadUnaligned(as: UInt64.self)
      let second = place.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      sums.0 += first & 0xFFFF_FFFF + first >> 32
      sums.1 += second & 0xFFFF_FFFF + second >> 32
      place += 16
      left -= 16
    }
    while left >= 2 {
      sums.0 += UInt64(place.loadUnaligned(as: UInt16.self))
      place += 2
      left -= 2
    }
    if left == 1 { sums.0 += UInt64(UInt16(littleEndian: UInt16(place.load(as: UInt8.self)))) }
    return UInt64(UInt16(bigEndian: fold(sums.0 + sums.1)))
  }

  /// The sum of the 16-bit words of a sum, until it is one such word.
  @inline(__always)
  static func fold(_ sum: UInt64) -> UInt16 {
    var sum = sum >> 32 + sum & 0xFFFF_FFFF
    sum = sum >> 16 + sum & 0xFFFF
    sum = sum >> 16 + sum & 0xFFFF
    return UInt16(truncatingIfNeeded: sum >> 16 + sum & 0xFFFF)
  }

  /// What a header's checksum field holds for a sum over the rest.
  @inline(__always)
  static func field(_ sum: UInt64) -> UInt16 { ~fold(sum) }
}

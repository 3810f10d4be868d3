/// The checksum of IPv4, ICMP and ICMPv6: the complement of the one's complement sum of 16-bit
/// words (RFC 1071).
///
/// Sums are taken over words as they lie in memory: the order of the octets in a word does not
/// matter to a one's complement sum, as long as it is one order throughout (RFC 1071, 2 B).
public enum HeaderChecksum {
  /// The sum folded to 16 bits.
  @inline(__always)
  static func fold(_ sum: UInt64) -> UInt16 {
    var sum = (sum & 0xffff_ffff) &+ (sum &>> 32)
    sum = (sum & 0xffff) &+ (sum &>> 16)
    sum = (sum & 0xffff) &+ (sum &>> 16)
    sum = (sum & 0xffff) &+ (sum &>> 16)
    return UInt16(truncatingIfNeeded: sum)
  }

  /// The unfolded sum of `count` octets, the last of an odd count padded with a zero. At most 2^32.
  @inline(__always)
  static func sum(_ octets: UnsafeRawPointer, count: Int) -> UInt64 {
    var sum: UInt64 = 0
    var offset = 0
    while offset &+ 4 <= count {
      sum &+= UInt64(octets.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      offset &+= 4
    }
    if offset &+ 2 <= count {
      sum &+= UInt64(octets.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
      offset &+= 2
    }
    if offset < count {
      let last = UInt16(octets.load(fromByteOffset: offset, as: UInt8.self))
      sum &+= UInt64(UInt16(littleEndian: last))
    }
    return sum
  }

  /// Whether octets that hold their own checksum are intact: their sum is all ones.
  @inline(__always)
  static func isValid(_ octets: UnsafeRawPointer, count: Int) -> Bool {
    fold(sum(octets, count: count)) == 0xffff
  }

  /// The checksum of octets whose checksum field is zero, ready to be stored as it is.
  static func checksum(_ octets: UnsafeRawPointer, count: Int, plus initial: UInt64 = 0) -> UInt16 {
    ~fold(sum(octets, count: count) &+ initial)
  }

  /// A checksum after one of its words changed from `old` to `new`: HC' = ~(~HC + ~m + m'),
  /// equation 3 of RFC 1624. All three are in the same order of octets.
  @inline(__always)
  public static func updating(_ checksum: UInt16, from old: UInt16, to new: UInt16) -> UInt16 {
    ~fold(UInt64(~checksum) &+ UInt64(~old) &+ UInt64(new))
  }

  /// The checksum of a whole buffer whose checksum field is zero, as a number in host order.
  public static func compute(_ octets: UnsafeRawBufferPointer) -> UInt16 {
    guard let base = octets.baseAddress else { return 0xffff }
    return UInt16(bigEndian: checksum(base, count: octets.count))
  }
}

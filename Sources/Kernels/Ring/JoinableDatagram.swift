/// Which UDP frames may be joined so that cutting them apart again gives the same octets.
///
/// Whoever cuts (UDP segmentation offload) repeats the headers, counts the identification up by one
/// from the first frame's, and computes both checksums and all lengths anew. So frames may be
/// joined where they hold just what would be computed. It is what the kernel's own receive offload
/// asks for before it joins UDP frames that it forwards.
enum JoinableDatagram {
  /// Ethernet, IPv4 without options, UDP.
  static let headerBytes = 42

  /// Whether a frame by itself may be the first of joined ones, or the next: whole, without padding
  /// or fragmentation, with a good UDP checksum. That of the IPv4 header must be good already.
  ///
  /// - Complexity: O(count).
  @inline(__always)
  static func canBeJoined(_ frame: UnsafeRawPointer, count: Int) -> Bool {
    guard count > headerBytes, word(frame, 12) == 0x0800, frame.octet(14) == 0x45,
      frame.octet(23) == 17
    else { return false }
    let udp = UInt16(truncatingIfNeeded: count - 34)
    // More fragments and the fragment's offset; don't-fragment may be set.
    guard word(frame, 16) == udp &+ 20, word(frame, 20) & 0xBFFF == 0, word(frame, 38) == udp
    else { return false }
    // Zero says that there is no checksum, and whoever cuts would make one.
    guard word(frame, 40) != 0 else { return false }
    let pseudo = InternetChecksum.sum(frame + 26, count: 8) + 17 + UInt64(udp)
    let sum = pseudo + InternetChecksum.sum(frame + 34, count: count - 34)
    return InternetChecksum.fold(sum) == 0xFFFF
  }

  /// Whether a frame that may be joined is what comes out as number `number`, counted from 0, of
  /// frames that begin with `first`, which has as many octets.
  @inline(__always)
  static func isNumber(
    _ number: Int, after first: UnsafeRawPointer, _ frame: UnsafeRawPointer
  ) -> Bool {
    func same(_ offset: Int) -> Bool {
      first.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        == frame.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    // Stations; type, first octets and total length; flags, time to live, protocol, addresses,
    // ports. All but the identification (18) and the checksums (24 and 40).
    guard same(0), same(8), word(first, 16) == word(frame, 16),
      first.loadUnaligned(fromByteOffset: 20, as: UInt32.self)
        == frame.loadUnaligned(fromByteOffset: 20, as: UInt32.self),
      same(26), same(30)
    else { return false }
    return word(frame, 18) == word(first, 18) &+ UInt16(truncatingIfNeeded: number)
  }

  @inline(__always)
  private static func word(_ octets: UnsafeRawPointer, _ offset: Int) -> UInt16 {
    octets.big16(offset)
  }
}

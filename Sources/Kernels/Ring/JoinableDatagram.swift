/// Which UDP frames may be joined so that cutting them apart again gives the same octets.
///
/// Whoever cuts (UDP segmentation offload) repeats the headers, counts the identification up by one
/// from the first frame's, and computes both checksums and all lengths anew. So frames may be
/// joined where they hold just what would be computed. It is what the kernel's own receive offload
/// asks for before it joins UDP frames that it forwards.
enum JoinableDatagram {
  /// Ethernet, IPv4 without options, UDP.
  static let headerBytes = 42
  /// The most frames in one: what every kernel with the feature takes (UDP_MAX_SEGMENTS of 4.18).
  static let mostSegments = 64

  /// A hash of the flow that a frame belongs to: of addresses and the first four octets behind the
  /// header, which are the ports; nil for all but IPv4 without options and fragments. The highest
  /// bits are the best mixed.
  @inline(__always)
  static func flow(_ frame: UnsafeRawPointer, count: Int) -> UInt32? {
    guard count >= 38, word(frame, 12) == 0x0800, frame.octet(14) == 0x45,
      word(frame, 20) & 0xBFFF == 0
    else { return nil }
    // Multiplied by an odd number without a pattern, 2^64 by the golden ratio, the high bits depend
    // on all others.
    let mixed =
      (frame.loadUnaligned(fromByteOffset: 26, as: UInt64.self)
        ^ UInt64(frame.loadUnaligned(fromByteOffset: 34, as: UInt32.self)) << 16)
      &* 0x9E37_79B9_7F4A_7C15
    return UInt32(truncatingIfNeeded: mixed >> 32)
  }

  /// Gives joined frames the headers of their sum; whoever cuts makes those of each.
  ///
  /// - Parameter bytes: Those of the first frame's headers and of all payloads.
  static func complete(_ frame: UnsafeMutableRawPointer, bytes: Int) {
    func store(_ value: UInt16, _ offset: Int) {
      frame.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
    }
    let udp = UInt16(truncatingIfNeeded: bytes - 34)
    store(udp + 20, 16)
    store(0, 24)
    store(InternetChecksum.field(InternetChecksum.sum(frame + 14, count: 20)), 24)
    store(udp, 38)
    // What is left of the checksum for whoever cuts: the sum of the pseudo-header.
    let sum = InternetChecksum.sum(frame + 26, count: 8) + 17 + UInt64(udp)
    store(InternetChecksum.fold(sum), 40)
  }

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

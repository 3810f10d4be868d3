/// Numbers in network byte order at any address.
extension UnsafeRawPointer {
  @inline(__always)
  func octet(_ offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }

  @inline(__always)
  func big16(_ offset: Int) -> UInt16 {
    UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }

  @inline(__always)
  func big32(_ offset: Int) -> UInt32 {
    UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  @inline(__always)
  func big128(_ offset: Int) -> UInt128 {
    let high = UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let low = UInt64(bigEndian: loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
    return UInt128(high) << 64 | UInt128(low)
  }
}

extension UnsafeMutableRawPointer {
  @inline(__always)
  func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    storeBytes(of: number.bigEndian, toByteOffset: offset, as: Number.self)
  }
}

/// Offsets and numbers of the wire formats (IEEE 802.3, 802.1Q, RFC 791, 792, 826, 8200, 4443).
enum Wire {
  static let ethernetHeader = 14
  static let tag = 4
  static let typeIPv4: UInt16 = 0x0800
  static let typeARP: UInt16 = 0x0806
  static let typeTag: UInt16 = 0x8100
  static let typeIPv6: UInt16 = 0x86dd
  /// The shortest frame, without its check sequence.
  static let shortestFrame = 60

  static let ipv4Header = 20
  static let ipv6Header = 40
  static let protocolICMP: UInt8 = 1
  static let protocolICMPv6: UInt8 = 58
  /// Don't fragment, and the 13 bits of the fragment's offset.
  static let dontFragment: UInt16 = 0x4000
  static let fragmentOffset: UInt16 = 0x1fff
}

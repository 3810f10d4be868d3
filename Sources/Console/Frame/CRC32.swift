/// The CRC-32 of IEEE 802.3 (polynomial 0x04C11DB7, reflected), which every console frame carries.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in
      (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1
    }
  }

  /// The checksum of `bytes`. O(n).
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc = (crc >> 8) ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)]
    }
    return ~crc
  }
}

/// The CRC-32 of IEEE 802.3 (polynomial 0x04C11DB7, reflected), which every console frame carries.
enum CRC32 {
  /// The checksum of `bytes`. O(n).
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

/// Frames for tests, put together slowly and plainly.
public enum Frames {
  public static func big(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  /// The checksum by the definition of RFC 1071: the complement of the sum of the words, with the
  /// carries added.
  public static func checksum(_ octets: some Collection<UInt8>) -> UInt16 {
    var sum: UInt32 = 0
    for (index, octet) in octets.enumerated() {
      sum += UInt32(octet) << (index % 2 == 0 ? 8 : 0)
      if sum > 0xffff { sum = sum & 0xffff + 1 }
    }
    return ~UInt16(sum)
  }

  /// An Ethernet frame, with a tag where `vlan` is not nil.
  public static func ethernet(
    to: UInt64, from: UInt64, vlan: UInt16? = nil, type: UInt16, _ payload: [UInt8]
  ) -> [UInt8] {
    var frame = Array(big(to)[2...]) + Array(big(from)[2...])
    if let vlan { frame += big(UInt16(0x8100)) + big(vlan) }
    return frame + big(type) + payload
  }

  /// An IPv4 packet with a good header checksum; `options` is a multiple of four octets.
  public static func ipv4(
    from source: UInt32, to destination: UInt32, ttl: UInt8 = 64, protocol number: UInt8 = 17,
    fragment: UInt16 = 0, options: [UInt8] = [], _ payload: [UInt8] = Array(0..<26)
  ) -> [UInt8] {
    var header: [UInt8] = [0x40 | UInt8(5 + options.count / 4), 0]
    header += big(UInt16(20 + options.count + payload.count)) + [0x12, 0x34] + big(fragment)
    header += [ttl, number, 0, 0] + big(source) + big(destination) + options
    header.replaceSubrange(10..<12, with: big(checksum(header)))
    return header + payload
  }

  /// An IPv6 packet.
  public static func ipv6(
    from source: UInt128, to destination: UInt128, hopLimit: UInt8 = 64, next: UInt8 = 17,
    _ payload: [UInt8] = Array(0..<18)
  ) -> [UInt8] {
    [0x60, 0, 0, 0] + big(UInt16(payload.count)) + [next, hopLimit] + big(source)
      + big(destination) + payload
  }

  /// Whether an ICMPv6 message's checksum is good, by the pseudo-header of RFC 8200, 8.1.
  public static func isIntactICMPv6(_ packet: [UInt8]) -> Bool {
    let message = packet[40...]
    let pseudo = Array(packet[8..<40]) + big(UInt32(message.count)) + [0, 0, 0, 58]
    return checksum(pseudo + Array(message)) == 0
  }
}

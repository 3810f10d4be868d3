/// The checksum of TCP and UDP in frames whose sender left it to a device.
///
/// The kernel then stores the sum over the pseudo-header in the checksum's place, so that the sum
/// over the segment is all that is missing.
enum TransportChecksum {
  /// Completes the checksum of a whole frame without a tag. Frames of other protocols stay as they
  /// are, and so do fragments.
  static func complete(_ frame: UnsafeMutableRawPointer, count: Int) {
    let octets = UnsafeRawPointer(frame)
    guard count >= Wire.ethernetHeader + Wire.ipv4Header else { return }
    let network = Wire.ethernetHeader
    let start: Int
    let end: Int
    let number: UInt8
    switch octets.big16(12) {
    case Wire.typeIPv4:
      start = network + Int(octets.octet(network) & 15) * 4
      end = network + Int(octets.big16(network + 2))
      number = octets.octet(network + 9)
      guard octets.big16(network + 6) & 0x3fff == 0 else { return }
    case Wire.typeIPv6:
      guard count >= network + Wire.ipv6Header else { return }
      start = network + Wire.ipv6Header
      end = start + Int(octets.big16(network + 4))
      number = octets.octet(network + 6)
    default: return
    }
    let tcp: UInt8 = 6
    let udp: UInt8 = 17
    guard number == tcp || number == udp else { return }
    let field = start + (number == tcp ? 16 : 6)
    guard field + 2 <= end, end <= count else { return }
    var sum = HeaderChecksum.checksum(octets + start, count: end - start)
    // In UDP zero would mean that there is none (RFC 768).
    if sum == 0, number == udp { sum = 0xffff }
    frame.storeBytes(of: sum, toByteOffset: field, as: UInt16.self)
  }
}

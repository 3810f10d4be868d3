/// ICMPv6 (RFC 4443) and as much of neighbour discovery (RFC 4861) as being found takes.
extension Forwarder {
  /// Whether a packet's source may be sent an error: not in answer to an error, a redirect, or from
  /// a source that is not one host (RFC 4443, 2.4 e). The destination was one, or the packet would
  /// not have come this far.
  func mayAnswerIPv6(_ packet: UnsafeRawPointer, count: Int) -> Bool {
    let source = packet.big128(8)
    guard source > 1, source >> 120 != 0xff else { return false }
    let end = min(count, Wire.ipv6Header + Int(packet.big16(4)))
    var header = packet.octet(6)
    var offset = Wire.ipv6Header
    while true {
      switch header {
      case Wire.protocolICMPv6:
        guard offset < end else { return false }
        let type = packet.octet(offset)
        let redirect: UInt8 = 137
        return type >= 128 && type != redirect
      case 0, 43, 60, 51:
        // Hop-by-hop options, routing, destination options; and authentication, which counts in
        // fours (RFC 4302).
        guard offset + 2 <= end else { return false }
        let units = Int(packet.octet(offset + 1))
        let length = header == 51 ? (units + 2) * 4 : (units + 1) * 8
        header = packet.octet(offset)
        offset += length
      case 44:
        // A later fragment of what may be an error hides which message it is.
        guard offset + 8 <= end else { return false }
        let isFirst = packet.big16(offset + 2) >> 3 == 0
        header = packet.octet(offset)
        if !isFirst { return header != Wire.protocolICMPv6 }
        offset += 8
      default: return true
      }
    }
  }

  /// Writes an ICMPv6 error about `packet`; how long the packet that carries it is.
  mutating func putErrorIPv6(
    _ error: ErrorMessage, about packet: UnsafeRawPointer, over next: Adjacency,
    into buffer: UnsafeMutableRawPointer
  ) -> Int {
    // As much of the packet as fits into the least MTU (RFC 4443, 2.4 c).
    let icmpHeader = 8
    let whole = Wire.ipv6Header + Int(packet.big16(4))
    let quoted = min(whole, 1280 - Wire.ipv6Header - icmpHeader)
    let message = buffer + Wire.ipv6Header
    message.put(error.type, at: 0)
    message.put(error.code, at: 1)
    message.put(UInt16(0), at: 2)
    message.put(error.word, at: 4)
    (message + icmpHeader).copyMemory(from: packet, byteCount: quoted)
    putHeaderIPv6(
      payload: icmpHeader + quoted, hopLimit: 64, from: stations[Int(next.interface)].ipv6,
      to: packet.big128(8), into: buffer)
    return Wire.ipv6Header + icmpHeader + quoted
  }

  /// Writes the header of an ICMPv6 message that stands after it, and the message's checksum, which
  /// covers a pseudo-header (RFC 8200, 8.1).
  private func putHeaderIPv6(
    payload: Int, hopLimit: UInt8, from source: UInt128, to destination: UInt128,
    into buffer: UnsafeMutableRawPointer
  ) {
    buffer.put(UInt32(6) << 28, at: 0)
    buffer.put(UInt16(payload), at: 4)
    buffer.put(Wire.protocolICMPv6, at: 6)
    buffer.put(hopLimit, at: 7)
    buffer.put(source, at: 8)
    buffer.put(destination, at: 24)
    // The pseudo-header's length and next header, as words of memory.
    let pseudo = UInt64(UInt32(payload).bigEndian) + UInt64(UInt32(Wire.protocolICMPv6).bigEndian)
    let addresses = HeaderChecksum.sum(buffer + 8, count: 32)
    let message = buffer + Wire.ipv6Header
    let sum = HeaderChecksum.checksum(message, count: payload, plus: pseudo + addresses)
    message.storeBytes(of: sum, toByteOffset: 2, as: UInt16.self)
  }

  /// Answers a neighbour solicitation for one of the interface's own addresses (RFC 4861, 7.2.4).
  mutating func answerSolicitation(
    _ slot: PacketSlot, _ packet: UnsafeRawPointer, _ count: Int,
    into frame: UnsafeMutableRawPointer
  ) -> RouterAnswer? {
    let solicitation: UInt8 = 135
    let shortest = Wire.ipv6Header + 24
    // The hop limit shows that no router passed it on (RFC 4861, 7.1.1).
    guard count >= shortest, Int(packet.big16(4)) >= 24, packet.octet(7) == 255,
      packet.octet(6) == Wire.protocolICMPv6, packet.octet(Wire.ipv6Header) == solicitation,
      packet.octet(Wire.ipv6Header + 1) == 0, isIntactIPv6(packet),
      let interface = interface(of: slot)
    else { return nil }
    let target = packet.big128(Wire.ipv6Header + 8)
    let source = packet.big128(8)
    guard source != 0, interface.ipv6.contains(where: { $0.address.bits == target }) else {
      return nil
    }
    frame.copyMemory(from: UnsafeRawPointer(slot.frame) + 6, byteCount: 6)
    putAddress(interface.mac.image, into: frame + 6)
    let start = putType(Wire.typeIPv6, vlan: UInt16(interface.vlan ?? 0), into: frame)
    let message = frame + start + Wire.ipv6Header
    // An advertisement from a router, solicited, overriding; and our address as its option.
    message.put(UInt8(136), at: 0)
    message.put(UInt8(0), at: 1)
    message.put(UInt16(0), at: 2)
    message.put(UInt32(0xe000_0000), at: 4)
    message.put(target, at: 8)
    message.put(UInt8(2), at: 24)
    message.put(UInt8(1), at: 25)
    putAddress(interface.mac.image, into: message + 26)
    putHeaderIPv6(payload: 32, hopLimit: 255, from: target, to: source, into: frame + start)
    totals.addressesAnswered += 1
    return RouterAnswer(length: start + Wire.ipv6Header + 32, port: interface.port)
  }

  /// Whether the checksum of an ICMPv6 message right after the header is good.
  private func isIntactIPv6(_ packet: UnsafeRawPointer) -> Bool {
    let payload = Int(packet.big16(4))
    let pseudo = UInt64(UInt32(payload).bigEndian) + UInt64(UInt32(Wire.protocolICMPv6).bigEndian)
    let sum =
      HeaderChecksum.sum(packet + 8, count: 32 + payload) + pseudo
    return HeaderChecksum.fold(sum) == 0xffff
  }
}

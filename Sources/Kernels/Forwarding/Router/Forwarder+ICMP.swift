/// ICMP (RFC 792, RFC 1812, 4.3).
extension Forwarder {
  /// Whether a packet's source may be sent an error: not in answer to an error, to a fragment other
  /// than the first, or to a source that is not one host (RFC 1812, 4.3.2.7). The destination was
  /// one, or the packet would not have come this far.
  func mayAnswerIPv4(_ packet: UnsafeRawPointer, count: Int) -> Bool {
    guard packet.big16(6) & Wire.fragmentOffset == 0 else { return false }
    let source = packet.big32(12)
    switch source >> 24 {
    case 0, 127, 224...: return false
    default: break
    }
    guard packet.octet(9) == Wire.protocolICMP else { return true }
    let header = Int(packet.octet(0) & 15) * 4
    // What cannot be seen to be harmless might be an error.
    guard header < min(count, Int(packet.big16(2))) else { return false }
    let echoReply: UInt8 = 0
    let harmless: ClosedRange<UInt8> = 13...18
    let type = packet.octet(header)
    // Echo, router discovery, timestamp, information and mask messages are no errors.
    return type == echoReply || (8...10).contains(type) || harmless.contains(type)
  }

  /// Writes an ICMP error about `packet`; how long the packet that carries it is.
  mutating func putErrorIPv4(
    _ error: ErrorMessage, about packet: UnsafeRawPointer, over next: Adjacency,
    into buffer: UnsafeMutableRawPointer
  ) -> Int {
    // As much of the packet as fits into 576 octets (RFC 1812, 4.3.2.3).
    let icmpHeader = 8
    let quoted = min(Int(packet.big16(2)), 576 - Wire.ipv4Header - icmpHeader)
    let size = Wire.ipv4Header + icmpHeader + quoted
    buffer.put(UInt8(0x45), at: 0)
    // Precedence 6, internetwork control (RFC 1812, 4.3.2.5).
    buffer.put(UInt8(0xc0), at: 1)
    buffer.put(UInt16(size), at: 2)
    buffer.put(identification, at: 4)
    identification &+= 1
    buffer.put(UInt16(0), at: 6)
    buffer.put(UInt8(64), at: 8)
    buffer.put(Wire.protocolICMP, at: 9)
    buffer.put(UInt16(0), at: 10)
    buffer.put(stations[Int(next.interface)].ipv4, at: 12)
    buffer.put(packet.big32(12), at: 16)
    let header = HeaderChecksum.checksum(buffer, count: Wire.ipv4Header)
    buffer.storeBytes(of: header, toByteOffset: 10, as: UInt16.self)

    let message = buffer + Wire.ipv4Header
    message.put(error.type, at: 0)
    message.put(error.code, at: 1)
    message.put(UInt16(0), at: 2)
    message.put(error.word, at: 4)
    (message + icmpHeader).copyMemory(from: packet, byteCount: quoted)
    let sum = HeaderChecksum.checksum(message, count: icmpHeader + quoted)
    message.storeBytes(of: sum, toByteOffset: 2, as: UInt16.self)
    return size
  }

  /// Answers an ARP request for one of the interface's own addresses (RFC 826).
  mutating func answerARP(
    _ slot: PacketSlot, _ packet: UnsafeRawPointer, count: Int,
    into frame: UnsafeMutableRawPointer
  ) -> RouterAnswer? {
    let requestLength = 28
    // Ethernet and IPv4, addresses of 6 and 4 octets, operation 1.
    let request: UInt64 = 0x0001_0800_0604_0001
    guard count >= requestLength,
      UInt64(bigEndian: packet.loadUnaligned(as: UInt64.self)) == request,
      let interface = interface(of: slot)
    else { return nil }
    let target = packet.big32(24)
    guard interface.ipv4.contains(where: { $0.address.bits == target }) else { return nil }
    let own = interface.mac.image
    let asker = packet + 8
    frame.copyMemory(from: asker, byteCount: 6)
    putAddress(own, into: frame + 6)
    let start = putType(Wire.typeARP, vlan: UInt16(interface.vlan ?? 0), into: frame)
    let reply = frame + start
    reply.put(request + 1, at: 0)
    putAddress(own, into: reply + 8)
    reply.put(target, at: 14)
    (reply + 18).copyMemory(from: asker, byteCount: 10)
    totals.addressesAnswered += 1
    return RouterAnswer(length: pad(frame, start + requestLength), port: interface.port)
  }

  /// The configuration of the interface that a frame came in by.
  func interface(of slot: PacketSlot) -> RouterInterface? {
    let hasTag = slot.network != Wire.ethernetHeader
    let vlan = hasTag ? Int(UnsafeRawPointer(slot.frame).big16(14) & 0x0fff) : 0
    let station = stationOfTag[Int(slot.ingress) << 12 | vlan]
    return station == Self.noStation ? nil : configuration.interfaces[Int(station)]
  }

  /// Writes six octets.
  func putAddress(_ image: UInt64, into octets: UnsafeMutableRawPointer) {
    octets.storeBytes(of: UInt32(truncatingIfNeeded: image), as: UInt32.self)
    octets.storeBytes(
      of: UInt16(truncatingIfNeeded: image >> 32), toByteOffset: 4, as: UInt16.self)
  }
}

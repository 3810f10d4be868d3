/// A frame that the router made itself, and where it goes.
public struct RouterAnswer: Hashable, Sendable {
  /// Octets of the frame in the buffer.
  public var length: Int
  /// The port that it leaves by.
  public var port: Int
}

extension Forwarder {
  /// The octets that an answer may need: the largest ICMPv6 message (RFC 4443, 2.4 c: 1280) in a
  /// tagged frame.
  public static let answerSize = 1280 + 18

  /// Makes the frame that a packet's sender is owed: an ICMP or ICMPv6 error (RFC 792, 1191, 1812,
  /// 4443), or the answer to an ARP request or a neighbour solicitation for one of our addresses.
  ///
  /// The slot must be as `forward` left it, and its memory not yet released. Nil where nothing is
  /// owed, may be said, or passes the rate limit; the counters tell which.
  ///
  /// - Parameters:
  ///   - buffer: Room for at least `answerSize` octets.
  ///   - now: Nanoseconds on the clock of the rate limit.
  public mutating func answer(
    _ slot: PacketSlot, into buffer: UnsafeMutableRawBufferPointer, now: UInt64
  ) -> RouterAnswer? {
    guard slot.outcome.mayBeAnswered else { return nil }
    guard let base = buffer.baseAddress, buffer.count >= Self.answerSize else {
      preconditionFailure("an answer needs room for \(Self.answerSize) octets")
    }
    let packet = UnsafeRawPointer(slot.frame) + Int(slot.network)
    let count = Int(slot.length) - Int(slot.network)
    let isIPv6 = UnsafeRawPointer(slot.frame).big16(Int(slot.network) - 2) == Wire.typeIPv6
    switch slot.outcome {
    case .arp: return answerARP(slot, packet, count: count, into: base)
    case .multicast, .delivered:
      return isIPv6 ? answerSolicitation(slot, packet, count, into: base) : nil
    default: break
    }
    let isForMany = UnsafeRawPointer(slot.frame).octet(0) & 1 != 0
    let error = isIPv6 ? errorIPv6(slot, packet) : errorIPv4(slot, packet)
    guard let error else { return nil }
    let isAllowed =
      isIPv6 ? mayAnswerIPv6(packet, count: count) : mayAnswerIPv4(packet, count: count)
    guard isAllowed, !isForMany, let next = wayBack(packet, isIPv6: isIPv6) else {
      totals.icmpWithheld += 1
      return nil
    }
    guard limiter.take(now: now) else {
      totals.icmpLimited += 1
      return nil
    }
    totals.icmpSent += 1
    let start = putHeader(next, type: isIPv6 ? Wire.typeIPv6 : Wire.typeIPv4, into: base)
    let size =
      isIPv6
      ? putErrorIPv6(error, about: packet, over: next, into: base + start)
      : putErrorIPv4(error, about: packet, over: next, into: base + start)
    return RouterAnswer(length: pad(base, start + size), port: Int(next.port))
  }

  /// The type and code of an error message, and the word after the checksum.
  struct ErrorMessage {
    var type: UInt8
    var code: UInt8
    var word: UInt32 = 0
  }

  private func errorIPv4(_ slot: PacketSlot, _ packet: UnsafeRawPointer) -> ErrorMessage? {
    switch slot.outcome {
    case .timeExceeded: return ErrorMessage(type: 11, code: 0)
    case .noRoute: return ErrorMessage(type: 3, code: 0)
    case .unresolved: return ErrorMessage(type: 3, code: 1)
    case .tooBig:
      // Only who forbids fragments is told (RFC 1191, 4); for others the packet was just lost.
      guard packet.big16(6) & Wire.dontFragment != 0 else { return nil }
      let next = adjacencies[Int(trieIPv4.lookup(packet.big32(16)))]
      return ErrorMessage(type: 3, code: 4, word: min(next.mtu, 0xffff))
    default: return nil
    }
  }

  private func errorIPv6(_ slot: PacketSlot, _ packet: UnsafeRawPointer) -> ErrorMessage? {
    switch slot.outcome {
    case .timeExceeded: return ErrorMessage(type: 3, code: 0)
    case .noRoute: return ErrorMessage(type: 1, code: 0)
    case .linkLocal: return ErrorMessage(type: 1, code: 2)
    case .unresolved: return ErrorMessage(type: 1, code: 3)
    case .tooBig:
      return ErrorMessage(
        type: 2, code: 0, word: adjacencies[Int(trieIPv6.lookup(packet.big128(24)))].mtu)
    default: return nil
    }
  }

  /// How the packet's source is reached; nil if it is not, or no interface there has an address to
  /// write from (RFC 1812, 4.3.2.4).
  private func wayBack(_ packet: UnsafeRawPointer, isIPv6: Bool) -> Adjacency? {
    let number =
      isIPv6 ? trieIPv6.lookup(packet.big128(8)) : trieIPv4.lookup(packet.big32(12))
    let next = adjacencies[Int(number)]
    guard next.kind == .forward else { return nil }
    let station = stations[Int(next.interface)]
    return (isIPv6 ? station.ipv6 != 0 : station.ipv4 != 0) ? next : nil
  }

  /// Writes an Ethernet header for `next`; how long it is.
  private func putHeader(
    _ next: Adjacency, type: UInt16, into frame: UnsafeMutableRawPointer
  ) -> Int {
    frame.storeBytes(of: next.head, as: UInt64.self)
    frame.storeBytes(of: next.tail, toByteOffset: 8, as: UInt32.self)
    return putType(type, vlan: next.vlan, into: frame)
  }

  /// Writes the tag, if there is one, and the EtherType; where the packet starts.
  func putType(_ type: UInt16, vlan: UInt16, into frame: UnsafeMutableRawPointer) -> Int {
    guard vlan != 0 else {
      frame.put(type, at: 12)
      return Wire.ethernetHeader
    }
    frame.put(Wire.typeTag, at: 12)
    frame.put(vlan, at: 14)
    frame.put(type, at: 16)
    return Wire.ethernetHeader + Wire.tag
  }

  /// Fills a frame of `length` octets with zeros to the shortest that Ethernet has.
  func pad(_ frame: UnsafeMutableRawPointer, _ length: Int) -> Int {
    guard length < Wire.shortestFrame else { return length }
    (frame + length).initializeMemory(
      as: UInt8.self, repeating: 0, count: Wire.shortestFrame - length)
    return Wire.shortestFrame
  }
}

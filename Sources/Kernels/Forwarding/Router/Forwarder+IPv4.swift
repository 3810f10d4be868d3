extension Forwarder {
  /// Checks an IPv4 header as RFC 1812, 5.2.2 and 5.3.7 ask, before its destination is looked up.
  @inline(__always)
  func examineIPv4(
    _ packet: UnsafeRawPointer, count: Int, isForMany: Bool
  ) -> Examination {
    guard count >= Wire.ipv4Header else { return .done(.truncated) }
    let first = packet.octet(0)
    guard first &>> 4 == 4 else { return .done(.badVersion) }
    if first != 0x45 {
      let outcome = examineOptions(packet, count: count)
      guard outcome == .forwarded else { return .done(outcome) }
    } else {
      let sum =
        UInt64(packet.loadUnaligned(as: UInt32.self))
        &+ UInt64(packet.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        &+ UInt64(packet.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        &+ UInt64(packet.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
        &+ UInt64(packet.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
      guard HeaderChecksum.fold(sum) == 0xffff else { return .done(.badChecksum) }
    }
    let total = Int(packet.big16(2))
    guard total >= Wire.ipv4Header else { return .done(.badTotalLength) }
    guard total <= count else { return .done(.truncated) }
    let source = packet.big32(12)
    let destination = packet.big32(16)
    if Self.isSpecial(source) || Self.isSpecial(destination) || notSourcesIPv4.contains(source) {
      let outcome = judge(source: source, destination: destination)
      guard outcome == .forwarded else { return .done(outcome) }
    }
    return isForMany ? .done(.linkBroadcast) : .ipv4
  }

  /// Whether an address may need more than a look-up: 0/8, 127/8, 169/8 and 224/3.
  @inline(__always)
  private static func isSpecial(_ address: UInt32) -> Bool {
    let octet = address &>> 24
    return octet &- 1 >= 223 || octet == 127 || octet == 169
  }

  /// Whether a header with those special addresses may be forwarded, as far as they tell: the fate
  /// of the packet, or `forwarded` where a look-up must say.
  @inline(never)
  private func judge(source: UInt32, destination: UInt32) -> PacketOutcome {
    // Broadcast and multicast first: hosts that look for their address send with source 0.0.0.0.
    if destination == .max { return .broadcast }
    switch destination >> 24 {
    case 0, 127, 240...: return .martianDestination
    case 224..<240: return .multicast
    default: break
    }
    switch source >> 24 {
    case 0, 127, 224...: return .martianSource
    default: break
    }
    if notSourcesIPv4.contains(source) { return .martianSource }
    let isLinkLocal = source >> 16 == 0xa9fe || destination >> 16 == 0xa9fe
    return isLinkLocal ? .linkLocal : .forwarded
  }

  /// Checks a header that is not 20 octets long; `forwarded` if it is good.
  @inline(never)
  private func examineOptions(_ packet: UnsafeRawPointer, count: Int) -> PacketOutcome {
    let header = Int(packet.octet(0) & 15) * 4
    guard header >= Wire.ipv4Header else { return .badHeaderLength }
    guard header <= count else { return .truncated }
    guard HeaderChecksum.isValid(packet, count: header) else { return .badChecksum }
    guard Int(packet.big16(2)) >= header else { return .badTotalLength }
    let endOfList: UInt8 = 0
    let noOperation: UInt8 = 1
    let looseSourceRoute: UInt8 = 131
    let strictSourceRoute: UInt8 = 137
    var offset = Wire.ipv4Header
    while offset < header {
      let option = packet.octet(offset)
      if option == endOfList { break }
      if option == noOperation {
        offset += 1
        continue
      }
      guard offset + 1 < header else { return .badOptions }
      let length = Int(packet.octet(offset + 1))
      guard length >= 2, offset + length <= header else { return .badOptions }
      if option == looseSourceRoute || option == strictSourceRoute { return .sourceRoute }
      offset += length
    }
    return .forwarded
  }

  /// Sends a packet with a good header the way its route says, or says why not.
  @inline(__always)
  func finishIPv4(
    _ slot: UnsafeMutablePointer<PacketSlot>, _ next: UnsafePointer<Adjacency>
  ) -> PacketOutcome {
    let packet = slot.pointee.frame + Int(slot.pointee.network)
    guard next.pointee.kind == .forward else { return Self.outcome(of: next.pointee.kind) }
    guard UnsafeRawPointer(packet).octet(8) > 1 else { return .timeExceeded }
    guard UInt32(UnsafeRawPointer(packet).big16(2)) <= next.pointee.mtu else { return .tooBig }
    let outcome = writeHeader(slot, next)
    guard outcome == .forwarded else { return outcome }
    // The time to live is the first octet of its word; one less of it is 0x0100 less of the word.
    let word = UnsafeRawPointer(packet).big16(8)
    let checksum = UnsafeRawPointer(packet).big16(10)
    let less = word &- 0x0100
    packet.put(less, at: 8)
    packet.put(HeaderChecksum.updating(checksum, from: word, to: less), at: 10)
    return .forwarded
  }

  /// The fate of packets whose route does not lead to a known station.
  @inline(never)
  static func outcome(of kind: Adjacency.Kind) -> PacketOutcome {
    switch kind {
    case .none: return .noRoute
    case .local: return .delivered
    case .broadcast: return .broadcast
    case .unresolved: return .unresolved
    case .blackhole: return .blackholed
    case .forward: return .forwarded
    }
  }
}

extension Forwarder {
  /// Checks an IPv6 header (RFC 8200, 3; RFC 4291, 2.5 to 2.7) before its destination is looked up.
  @inline(__always)
  func examineIPv6(
    _ packet: UnsafeRawPointer, count: Int, isForMany: Bool
  ) -> Examination {
    guard count >= Wire.ipv6Header else { return .done(.truncated) }
    guard packet.octet(0) &>> 4 == 6 else { return .done(.badVersion) }
    // A jumbogram's length is 0 here, and its packet larger than any Ethernet frame (RFC 2675).
    guard Int(packet.big16(4)) &+ Wire.ipv6Header <= count else { return .done(.truncated) }
    let source = packet.big128(8)
    let destination = packet.big128(24)
    if Self.isSpecial(source) || Self.isSpecial(destination) || ownIPv6.contains(source) {
      let outcome = judge(source: source, destination: destination)
      guard outcome == .forwarded else { return .done(outcome) }
    }
    return isForMany ? .done(.linkBroadcast) : .ipv6
  }

  /// Whether an address may need more than a look-up: 0::/16 and fe00::/7.
  @inline(__always)
  private static func isSpecial(_ address: UInt128) -> Bool {
    let top = UInt16(truncatingIfNeeded: address &>> 112)
    return top == 0 || top >= 0xfe00
  }

  @inline(never)
  private func judge(source: UInt128, destination: UInt128) -> PacketOutcome {
    if Self.isMartian(destination) { return .martianDestination }
    if destination >> 120 == 0xff { return .multicast }
    if Self.isMartian(source) || source >> 120 == 0xff || ownIPv6.contains(source) {
      return .martianSource
    }
    let linkLocal: UInt128 = 0xfe80 >> 6
    let isLinkLocal = source >> 118 == linkLocal || destination >> 118 == linkLocal
    // The router's own link-local addresses are looked up like all its addresses.
    if isLinkLocal, !ownIPv6.contains(destination) { return .linkLocal }
    return .forwarded
  }

  /// `::`, `::1` and IPv4-mapped addresses, which never belong on a wire.
  private static func isMartian(_ address: UInt128) -> Bool {
    address <= 1 || address >> 32 == 0xffff
  }

  /// Sends a packet with a good header the way its route says, or says why not.
  @inline(__always)
  func finishIPv6(
    _ slot: UnsafeMutablePointer<PacketSlot>, _ next: UnsafePointer<Adjacency>
  ) -> PacketOutcome {
    let packet = slot.pointee.frame + Int(slot.pointee.network)
    guard next.pointee.kind == .forward else { return Self.outcome(of: next.pointee.kind) }
    let hopLimit = UnsafeRawPointer(packet).octet(7)
    guard hopLimit > 1 else { return .timeExceeded }
    let size = UInt32(UnsafeRawPointer(packet).big16(4)) &+ UInt32(Wire.ipv6Header)
    guard size <= next.pointee.mtu else { return .tooBig }
    let outcome = writeHeader(slot, next)
    guard outcome == .forwarded else { return outcome }
    packet.storeBytes(of: hopLimit &- 1, toByteOffset: 7, as: UInt8.self)
    return .forwarded
  }
}

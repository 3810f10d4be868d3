extension Forwarder {
  /// Forwards frames in place and writes into each slot what became of it: one outcome each,
  /// counted.
  ///
  /// O(frames), without allocation. Frames are handled 64 at a time: first all headers are checked,
  /// then all destinations looked up, then all frames rewritten, so that each step's memory
  /// accesses overlap. Ports in the slots must be below `ports`.
  public mutating func forward(_ slots: UnsafeMutableBufferPointer<PacketSlot>) {
    guard let base = slots.baseAddress else { return }
    var start = 0
    while start < slots.count {
      forward(base + start, count: min(Self.batch, slots.count - start))
      start += Self.batch
    }
  }

  private mutating func forward(_ slots: UnsafeMutablePointer<PacketSlot>, count: Int) {
    let packetsIPv4 = scratch.packetsIPv4
    let packetsIPv6 = scratch.packetsIPv6
    var countIPv4 = 0
    var countIPv6 = 0
    for index in 0..<count {
      let slot = slots + index
      precondition(Int(slot.pointee.ingress) < ports, "no such port")
      switch examineFrame(slot) {
      case .ipv4:
        let destination = UnsafeRawPointer(slot.pointee.frame)
          .big32(Int(slot.pointee.network) &+ 16)
        trieIPv4.prefetch(destination)
        scratch.destinationsIPv4[countIPv4] = destination
        packetsIPv4[countIPv4] = UInt8(truncatingIfNeeded: index)
        countIPv4 &+= 1
      case .ipv6:
        let destination = UnsafeRawPointer(slot.pointee.frame)
          .big128(Int(slot.pointee.network) &+ 24)
        trieIPv6.prefetch(destination)
        scratch.destinationsIPv6[countIPv6] = destination
        packetsIPv6[countIPv6] = UInt8(truncatingIfNeeded: index)
        countIPv6 &+= 1
      case .done(let outcome): slot.pointee.outcome = outcome
      }
    }
    if countIPv4 > 0 {
      trieIPv4.lookup(scratch.destinationsIPv4, count: countIPv4, into: scratch.nextHops)
      for position in 0..<countIPv4 {
        let slot = slots + Int(packetsIPv4[position])
        let next = (adjacencies.baseAddress! + Int(scratch.nextHops[position]))
        slot.pointee.outcome = finishIPv4(slot, next)
      }
    }
    if countIPv6 > 0 {
      trieIPv6.lookup(scratch.destinationsIPv6, count: countIPv6, into: scratch.nextHops)
      for position in 0..<countIPv6 {
        let slot = slots + Int(packetsIPv6[position])
        let next = (adjacencies.baseAddress! + Int(scratch.nextHops[position]))
        slot.pointee.outcome = finishIPv6(slot, next)
      }
    }
    var bytes = 0
    for index in 0..<count {
      let slot = slots + index
      counts[Int(slot.pointee.outcome.rawValue)] &+= 1
      if slot.pointee.outcome == .forwarded { bytes &+= Int(slot.pointee.length) }
    }
    totals.forwardedBytes &+= bytes
  }

  /// What the headers of a frame say.
  enum Examination {
    /// Its IPv4 or IPv6 destination is to be looked up.
    case ipv4, ipv6
    /// It goes no further.
    case done(PacketOutcome)
  }

  /// Finds the network header, and checks that the frame is for this router.
  @inline(__always)
  private func examineFrame(_ slot: UnsafeMutablePointer<PacketSlot>) -> Examination {
    let frame = UnsafeRawPointer(slot.pointee.frame)
    let length = Int(slot.pointee.length)
    guard length >= Wire.ethernetHeader else { return .done(.truncated) }
    var network = Wire.ethernetHeader
    var type = frame.big16(12)
    var vlan = 0
    if type == Wire.typeTag {
      network = Wire.ethernetHeader + Wire.tag
      guard length >= network else { return .done(.truncated) }
      vlan = Int(frame.big16(14) & 0x0fff)
      type = frame.big16(16)
    }
    slot.pointee.network = UInt8(truncatingIfNeeded: network)
    let station = stationOfTag.baseAddress![Int(slot.pointee.ingress) << 12 | vlan]
    guard station != Self.noStation else { return .done(.unknownInterface) }
    let target = frame.loadUnaligned(as: UInt64.self) & 0xffff_ffff_ffff
    let isForMany = frame.octet(0) & 1 != 0
    guard target == stations.baseAddress![Int(station)].mac || isForMany else {
      return .done(.otherStation)
    }
    if type == Wire.typeIPv4 {
      return examineIPv4(frame + network, count: length &- network, isForMany: isForMany)
    }
    if type == Wire.typeIPv6 {
      return examineIPv6(frame + network, count: length &- network, isForMany: isForMany)
    }
    return .done(type == Wire.typeARP ? .arp : .otherProtocol)
  }

  /// Writes the Ethernet header for the next hop, with the tag that it needs.
  @inline(__always)
  func writeHeader(_ slot: UnsafeMutablePointer<PacketSlot>, _ next: UnsafePointer<Adjacency>)
    -> PacketOutcome
  {
    let hasTag = slot.pointee.network != Wire.ethernetHeader
    if hasTag != (next.pointee.vlan != 0) {
      guard retag(slot, hasTag: hasTag) else { return .noHeadroom }
    }
    let frame = slot.pointee.frame
    frame.storeBytes(of: next.pointee.head, as: UInt64.self)
    frame.storeBytes(of: next.pointee.tail, toByteOffset: 8, as: UInt32.self)
    if next.pointee.vlan != 0 {
      // The priority of a tag that was there stays (IEEE 802.1Q, 6.7); a new one has none.
      let priority = hasTag ? UnsafeRawPointer(frame).big16(14) & 0xf000 : 0
      frame.put(Wire.typeTag, at: 12)
      frame.put(priority | next.pointee.vlan, at: 14)
    }
    slot.pointee.egress = next.pointee.port
    return .forwarded
  }

  /// Moves the start of the frame so that it has a tag, or none; false if there is no room before
  /// it.
  @inline(never)
  private func retag(_ slot: UnsafeMutablePointer<PacketSlot>, hasTag: Bool) -> Bool {
    if hasTag {
      slot.pointee.frame += Wire.tag
      slot.pointee.length -= UInt32(Wire.tag)
      slot.pointee.headroom &+= UInt16(Wire.tag)
      slot.pointee.network -= UInt8(Wire.tag)
    } else {
      guard slot.pointee.headroom >= Wire.tag else { return false }
      slot.pointee.frame -= Wire.tag
      slot.pointee.length += UInt32(Wire.tag)
      slot.pointee.headroom -= UInt16(Wire.tag)
      slot.pointee.network += UInt8(Wire.tag)
    }
    return true
  }
}

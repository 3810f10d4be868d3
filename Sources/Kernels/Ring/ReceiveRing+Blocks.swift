internal import CPacketRing
internal import CProcessor

/// Rings of blocks, TPACKET_V3.
extension ReceiveRing {
  /// Bytes between the frame in hand and the one that is asked for: short frames take 144 each with
  /// the kernel's header, and come from the cache of another processor.
  private static var lookAhead: Int { 1024 }

  /// A block that is not full is handed over after so many milliseconds, the kernel's least.
  private static var blockAge: UInt32 { 1 }

  static func setBlocks(
    _ socket: borrowing PacketSocket, count: Int, bytes: Int
  ) throws(PacketRingError) {
    var request = tpacket_req3()
    request.tp_block_size = UInt32(bytes)
    request.tp_block_nr = UInt32(count)
    // Frames are packed, so this only bounds what the kernel checks.
    request.tp_frame_size = UInt32(bytes)
    request.tp_frame_nr = UInt32(count)
    request.tp_retire_blk_tov = blockAge
    try socket.set(PACKET_RX_RING, to: request, "making the ring", bytes: count * bytes)
  }

  mutating func receiveFromBlocks(into frames: UnsafeMutableBufferPointer<RingFrame>) -> Int {
    giveBackBlocks()
    var count = 0
    while count < frames.count, let frame = nextFromBlocks() {
      frames.initializeElement(at: count, to: frame)
      count += 1
    }
    return count
  }

  /// The next frame; nil if there is none now, or frames that were not given back fill the ring.
  @inline(__always)
  mutating func nextFromBlocks() -> RingFrame? {
    if framesLeft == 0, !openBlock() { return nil }
    let header = nextFrame.assumingMemoryBound(to: tpacket3_hdr.self)
    hypertwin_prefetch_node(nextFrame + Self.lookAhead)
    hypertwin_prefetch_node(nextFrame + Self.lookAhead + 64)
    let frame = Self.describe(header)
    framesLeft -= 1
    nextFrame += Int(header.pointee.tp_next_offset)
    if framesLeft == 0 { closeBlock() }
    return frame
  }

  @inline(__always)
  private static func describe(_ header: UnsafeMutablePointer<tpacket3_hdr>) -> RingFrame {
    let value = header.pointee
    let status = Int32(bitPattern: value.tp_status)
    return RingFrame(
      start: UnsafeMutableRawPointer(header) + Int(value.tp_mac), count: Int(value.tp_snaplen),
      originalCount: Int(value.tp_len),
      nanoseconds: UInt64(value.tp_sec) * 1_000_000_000 + UInt64(value.tp_nsec),
      vlanTag: status & TP_STATUS_VLAN_VALID == 0
        ? nil : UInt16(truncatingIfNeeded: value.hv1.tp_vlan_tci),
      isChecksumPending: status & TP_STATUS_CSUMNOTREADY != 0)
  }

  @inline(__always)
  private func block(_ index: Int) -> UnsafeMutablePointer<tpacket_block_desc> {
    (socket.ring.unsafelyUnwrapped + index * unitBytes).assumingMemoryBound(
      to: tpacket_block_desc.self)
  }

  /// The word of a block that says whose it is.
  @inline(__always)
  private func status(_ index: Int) -> UnsafeMutablePointer<UInt32> {
    let block = UnsafeMutableRawPointer(block(index))
    return (block + MemoryLayout<tpacket_block_desc>.offset(of: \.hdr).unsafelyUnwrapped)
      .assumingMemoryBound(to: UInt32.self)
  }

  /// Begins to read the block at `position`; false if it is the kernel's or unread frames hold all.
  private mutating func openBlock() -> Bool {
    while held < unitCount {
      let isOurs = hypertwin_status_read(status(position)) & UInt32(TP_STATUS_USER) != 0
      guard isOurs else { return false }
      let header = block(position).pointee.hdr.bh1
      framesLeft = Int(header.num_pkts)
      nextFrame = UnsafeMutableRawPointer(block(position)) + Int(header.offset_to_first_pkt)
      if framesLeft > 0 { return true }
      closeBlock()
    }
    return false
  }

  private mutating func closeBlock() {
    position = position + 1 == unitCount ? 0 : position + 1
    held += 1
  }

  mutating func giveBackBlocks() {
    while held > 0 {
      hypertwin_status_write(status(oldest), UInt32(TP_STATUS_KERNEL))
      oldest = oldest + 1 == unitCount ? 0 : oldest + 1
      held -= 1
    }
  }
}

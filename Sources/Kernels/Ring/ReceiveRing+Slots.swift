internal import CPacketRing

/// Rings of slots, TPACKET_V2.
extension ReceiveRing {
  /// The least power of two that holds the kernel's header and a frame of an interface's MTU with
  /// a VLAN tag.
  static func slotBytes(mtu: Int) -> Int {
    let needed =
      mtu + Ethernet.headerBytes + Ethernet.tagBytes + Int(HYPERTWIN_SLOT_OVERHEAD)
    var bytes = 2048
    while bytes < needed { bytes *= 2 }
    return bytes
  }

  static func setSlots(
    _ socket: borrowing PacketSocket, count: Int, bytes: Int
  ) throws(PacketRingError) {
    var request = tpacket_req()
    // The kernel allocates block by block; 64 KiB in one piece is easy to find.
    let blockBytes = min(count * bytes, max(bytes, 1 << 16))
    request.tp_block_size = UInt32(blockBytes)
    request.tp_block_nr = UInt32(count * bytes / blockBytes)
    request.tp_frame_size = UInt32(bytes)
    request.tp_frame_nr = UInt32(count)
    try socket.set(PACKET_RX_RING, to: request, "making the ring", bytes: count * bytes)
  }

  mutating func receiveFromSlots(into frames: UnsafeMutableBufferPointer<RingFrame>) -> Int {
    giveBackSlots()
    var count = 0
    while count < frames.count, let frame = nextFromSlots() {
      frames.initializeElement(at: count, to: frame)
      count += 1
    }
    return count
  }

  /// The next frame; nil if there is none now, or frames that were not given back fill the ring.
  @inline(__always)
  mutating func nextFromSlots() -> RingFrame? {
    guard held < unitCount else { return nil }
    let header = slot(position)
    guard hypertwin_status_read(statusWord(header)) & UInt32(TP_STATUS_USER) != 0 else {
      return nil
    }
    position = position + 1 == unitCount ? 0 : position + 1
    held += 1
    return Self.describe(header)
  }

  @inline(__always)
  private static func describe(_ header: UnsafeMutablePointer<tpacket2_hdr>) -> RingFrame {
    let value = header.pointee
    let status = Int32(bitPattern: value.tp_status)
    return RingFrame(
      start: UnsafeMutableRawPointer(header) + Int(value.tp_mac), count: Int(value.tp_snaplen),
      originalCount: Int(value.tp_len),
      nanoseconds: UInt64(value.tp_sec) * 1_000_000_000 + UInt64(value.tp_nsec),
      vlanTag: status & TP_STATUS_VLAN_VALID == 0 ? nil : value.tp_vlan_tci,
      isChecksumPending: status & TP_STATUS_CSUMNOTREADY != 0)
  }

  @inline(__always)
  private func slot(_ index: Int) -> UnsafeMutablePointer<tpacket2_hdr> {
    (socket.ring.unsafelyUnwrapped + index * unitBytes).assumingMemoryBound(to: tpacket2_hdr.self)
  }

  /// The header's first word.
  @inline(__always)
  private func statusWord(
    _ header: UnsafeMutablePointer<tpacket2_hdr>
  ) -> UnsafeMutablePointer<UInt32> {
    UnsafeMutableRawPointer(header).assumingMemoryBound(to: UInt32.self)
  }

  mutating func giveBackSlots() {
    while held > 0 {
      hypertwin_status_write(statusWord(slot(oldest)), UInt32(TP_STATUS_KERNEL))
      oldest = oldest + 1 == unitCount ? 0 : oldest + 1
      held -= 1
    }
  }
}

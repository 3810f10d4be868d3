internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A ring in memory shared with the kernel from which frames are sent, many with one system call
/// (AF_PACKET with PACKET_TX_RING, `packet(7)`).
///
/// Reserve a slot, write the frame into it, commit it; `flush` hands all committed frames to the
/// kernel. One thread at a time uses it.
public struct TransmitRing: ~Copyable {
  /// What can be chosen of a ring.
  public struct Settings: Hashable, Sendable {
    /// The number of slots: a power of two from 16 to 65536.
    public var slots = 1024
    /// Whether frames go to the driver directly, past the interface's queueing discipline.
    public var bypassesQueueing = true
    /// Whether slots are large enough for many frames in one.
    var holdsJoinedFrames = false

    /// The defaults: 1024 slots, straight to the driver.
    public init() {}
  }

  /// Where a frame begins in a slot: behind the kernel's header and what is left to the kernel.
  private static let framePlace = Int(HYPERTWIN_SLOT_DATA) + Int(HYPERTWIN_OFFLOAD_BYTES)

  /// A slot for joined frames: as much as the pieces of a socket buffer can span with room to spare
  /// (MAX_SKB_FRAGS is 17 pages), and 21 of the largest frames.
  private static let joinedBytes = 1 << 15

  private var socket: PacketSocket
  private let start: UnsafeMutableRawPointer
  private let slotShift: Int
  private let mask: Int
  /// Slots committed since the ring was opened; the slot of that number is the next.
  private var head = 0
  private let longest: Int
  /// Frames that were not sent because they were shorter than a header or longer than
  /// `largestFrame`, or that the kernel refused because of their form.
  public private(set) var rejected = 0

  /// Opens a ring on an interface, which must be up.
  ///
  /// - Throws: `PacketRingError`: no permission, no such interface, or it is down, no memory.
  public init(
    interface: String, settings: Settings = Settings()
  ) throws(PacketRingError) {
    guard settings.slots.nonzeroBitCount == 1, (16...65536).contains(settings.slots) else {
      throw .setting(
        "\(interface): a ring of \(settings.slots) slots; it must be a power of two from 16 to "
          + "65536")
    }
    var socket = try PacketSocket.open(interface: interface, version: TPACKET_V2)
    // Every frame says how much of it is to be copied; without, the kernel maps all but its first
    // 14 bytes, and a virtual device then allocates a page to copy the rest to.
    try socket.set(PACKET_VNET_HDR, to: Int32(1), "leaving work on frames to the kernel")
    // A frame that the kernel does not take must not stop those behind it.
    try socket.set(PACKET_LOSS, to: Int32(1), "passing over malformed frames")
    if settings.bypassesQueueing {
      try socket.set(PACKET_QDISC_BYPASS, to: Int32(1), "passing by the queueing discipline")
    }
    var bytes = ReceiveRing.slotBytes(mtu: socket.interface.mtu)
    if settings.holdsJoinedFrames { bytes = max(bytes, Self.joinedBytes) }
    guard settings.slots * bytes <= ReceiveRing.largestRing else {
      throw .tooLarge(bytes: settings.slots * bytes, interface: interface)
    }
    try Self.setRing(socket, slots: settings.slots, bytes: bytes)
    let ring = try socket.map(bytes: settings.slots * bytes)
    Self.raiseSendBuffer(socket, slots: settings.slots, bytes: bytes)
    try socket.attach(protocol: 0)
    start = ring
    slotShift = bytes.trailingZeroBitCount
    mask = settings.slots - 1
    longest = socket.interface.mtu + Ethernet.headerBytes
    self.socket = socket
  }

  /// The interface.
  public var interface: NetworkInterface { socket.interface }

  /// The longest frame that a slot holds and the interface carries, in bytes without the CRC.
  public var largestFrame: Int { longest }

  /// The number of slots.
  public var slotCount: Int { mask + 1 }

  /// The bytes that a slot has for a frame and what is in front of it.
  var slotCapacity: Int { 1 << slotShift - Self.framePlace }

  /// Whether the slot so many after the next is free.
  @inline(__always)
  func hasFree(ahead: Int) -> Bool {
    let status = hypertwin_status_read(statusWord(slot(head + ahead)))
    return status & UInt32(TP_STATUS_SEND_REQUEST | TP_STATUS_SENDING) == 0
  }

  /// The memory of the next slot, `largestFrame` bytes; nil while the kernel holds all slots.
  ///
  /// What was last written to the slot is still there. Without a commit, the next call gives the
  /// same slot.
  @inline(__always)
  public mutating func reserve() -> UnsafeMutableRawPointer? { reserve(ahead: 0) }

  /// The memory of the slot so many after the next; nil while the kernel holds it, or if there are
  /// not as many.
  @inline(__always)
  mutating func reserve(ahead: Int) -> UnsafeMutableRawPointer? {
    guard ahead <= mask else { return nil }
    let slot = slot(head + ahead)
    let status = hypertwin_status_read(statusWord(slot))
    if status != UInt32(TP_STATUS_AVAILABLE), !reclaim(slot, status) { return nil }
    return slot + Self.framePlace
  }

  /// Says that the reserved slot holds a frame of `count` bytes without the CRC, from 14 to
  /// `largestFrame`, or 4 more with a VLAN tag; any other is counted in `rejected`. It is sent by
  /// the next `flush`.
  @inline(__always)
  public mutating func commit(count: Int) {
    guard count >= Ethernet.headerBytes, count <= longest || isTagged(count) else {
      rejected += 1
      return
    }
    hypertwin_offload_none(
      slot(head) + Int(HYPERTWIN_SLOT_DATA), UInt16(truncatingIfNeeded: Self.linear(count)))
    advance(count)
  }

  /// Whether the frame in the reserved slot is too long by no more than its VLAN tag.
  private func isTagged(_ count: Int) -> Bool {
    count <= longest + Ethernet.tagBytes
      && UnsafeRawPointer(slot(head) + Self.framePlace).big16(12) == Wire.typeTag
  }

  /// Says that the reserved slot holds joined frames of `count` bytes in all, that are to be cut
  /// into datagrams with a payload of that many bytes.
  mutating func commit(count: Int, joined payload: Int) {
    hypertwin_offload_segments(
      slot(head) + Int(HYPERTWIN_SLOT_DATA), UInt16(truncatingIfNeeded: payload),
      UInt16(truncatingIfNeeded: Self.linear(count)))
    advance(count)
  }

  @inline(__always)
  private mutating func advance(_ count: Int) {
    let slot = slot(head)
    let header = slot.assumingMemoryBound(to: tpacket2_hdr.self)
    header.pointee.tp_len = UInt32(truncatingIfNeeded: count) + UInt32(HYPERTWIN_OFFLOAD_BYTES)
    hypertwin_status_write(statusWord(slot), UInt32(TP_STATUS_SEND_REQUEST))
    head += 1
  }

  /// The bytes of a frame that the kernel copies: all of it up to what an allocation of 2 KiB
  /// holds, else the headers.
  @inline(__always)
  private static func linear(_ count: Int) -> Int { count <= 1536 ? count : 64 }

  /// Hands all committed frames to the kernel with one system call. Never waits.
  ///
  /// - Returns: Whether the kernel took them all; if not, call again, perhaps after `wait`.
  /// - Throws: `PacketRingError` if the interface went down or away, or refused a frame.
  public mutating func flush() throws(PacketRingError) -> Bool {
    guard head > 0 else { return true }
    let result = sendto(socket.file, nil, 0, Int32(MSG_DONTWAIT), nil, 0)
    if result < 0 {
      let code = errno
      guard code == EAGAIN || code == ENOBUFS || code == EINTR else {
        throw PacketRingError(errno: code, operation: "sending", interface: interface.name)
      }
    }
    let last = hypertwin_status_read(statusWord(slot(head - 1)))
    return last != UInt32(TP_STATUS_SEND_REQUEST)
  }

  /// Whether the kernel has sent every frame.
  ///
  /// - Complexity: O(slots).
  var isIdle: Bool { unsent() == 0 }

  /// Waits until the kernel has given a slot back, at most so many milliseconds.
  ///
  /// - Returns: Whether it has.
  public func wait(milliseconds: Int32) throws(PacketRingError) -> Bool {
    try socket.wait(for: POLLOUT, milliseconds: milliseconds)
  }

  /// Flushes, and waits until the kernel has sent every frame, at most so many milliseconds.
  ///
  /// - Returns: The number of frames that the kernel still holds.
  public mutating func drain(milliseconds: Int) throws(PacketRingError) -> Int {
    var left = unsent()
    for _ in 0..<max(1, milliseconds) where left > 0 {
      _ = try flush()
      left = unsent()
      if left > 0 { usleep(1000) }
    }
    return left
  }

  /// The slots whose frames are not sent yet.
  private func unsent() -> Int {
    (0...mask).reduce(0) { sum, index in
      let status = hypertwin_status_read(statusWord(slot(index)))
      let waits = status & UInt32(TP_STATUS_SEND_REQUEST | TP_STATUS_SENDING) != 0
      return sum + (waits ? 1 : 0)
    }
  }

  @inline(__always)
  private func slot(_ number: Int) -> UnsafeMutableRawPointer {
    start + (number & mask) << slotShift
  }

  /// The header's first word.
  @inline(__always)
  private func statusWord(_ slot: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt32> {
    slot.assumingMemoryBound(to: UInt32.self)
  }

  /// Takes back a slot whose frame the kernel refused; false for a slot that is in use.
  private mutating func reclaim(_ slot: UnsafeMutableRawPointer, _ status: UInt32) -> Bool {
    let busy = UInt32(TP_STATUS_SEND_REQUEST | TP_STATUS_SENDING)
    guard status & busy == 0 else { return false }
    if status & UInt32(TP_STATUS_WRONG_FORMAT) != 0 { rejected += 1 }
    hypertwin_status_write(statusWord(slot), UInt32(TP_STATUS_AVAILABLE))
    return true
  }

  private static func setRing(
    _ socket: borrowing PacketSocket, slots: Int, bytes: Int
  ) throws(PacketRingError) {
    var request = tpacket_req()
    let blockBytes = min(slots * bytes, max(bytes, 1 << 16))
    request.tp_block_size = UInt32(blockBytes)
    request.tp_block_nr = UInt32(slots * bytes / blockBytes)
    request.tp_frame_size = UInt32(bytes)
    request.tp_frame_nr = UInt32(slots)
    try socket.set(PACKET_TX_RING, to: request, "making the ring", bytes: slots * bytes)
  }

  /// Lets the kernel hold all slots at once. Without the right to, it holds fewer, and `flush` says
  /// more often that it could not take everything; so a failure does not matter.
  private static func raiseSendBuffer(
    _ socket: borrowing PacketSocket, slots: Int, bytes: Int
  ) {
    var size = Int32(clamping: slots * bytes)
    let length = socklen_t(MemoryLayout<Int32>.size)
    if setsockopt(socket.file, SOL_SOCKET, SO_SNDBUFFORCE, &size, length) != 0 {
      _ = setsockopt(socket.file, SOL_SOCKET, SO_SNDBUF, &size, length)
    }
  }
}

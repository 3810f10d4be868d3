/// A ring for sending other stations' frames in which UDP frames of a flow share a slot; the kernel
/// or the device cuts them to the same octets again (UDP segmentation offload: PACKET_VNET_HDR with
/// VIRTIO_NET_HDR_GSO_UDP_L4).
///
/// Many flows are joined at once, each in a slot of its own. Frames of a flow leave in the order in
/// which they came; those of different flows may overtake each other within a flush.
public struct RejoiningRing: ~Copyable {
  private static let headerBytes = JoinableDatagram.headerBytes

  private var ring: TransmitRing
  private var slots: OpenSlots

  /// Opens a ring on an interface, which must be up, and must cut joined frames.
  ///
  /// - Throws: `PacketRingError`: no permission, no such interface, or it is down, no memory, or it
  ///   would pass joined frames on as they are.
  public init(interface: String) throws(PacketRingError) {
    ring = try TransmitRing(joiningOn: interface)
    slots = OpenSlots(capacity: ring.slotCount)
  }

  /// The longest frame that the interface carries, in bytes without the CRC.
  public var largestFrame: Int { ring.largestFrame }

  /// Frames that were taken since the ring was opened.
  public private(set) var framesSent = 0
  /// The slots that they share.
  public private(set) var slotsSent = 0

  /// Takes a copy of a frame, to be sent by the next flush; false while the kernel holds all slots.
  @inline(__always)
  public mutating func send(_ frame: UnsafeRawPointer, count: Int) -> Bool {
    guard let flow = JoinableDatagram.flow(frame, count: count) else {
      // It may belong to any flow, so nothing that comes may go before it.
      slots.closeAll()
      return begin(frame, count: count, flow: nil)
    }
    guard JoinableDatagram.canBeJoined(frame, count: count) else {
      slots.close(flow)
      return begin(frame, count: count, flow: nil)
    }
    if let slot = slots[flow], slot.pointee.takes(frame, count: count, of: ring.slotCapacity) {
      slot.pointee.append(frame + Self.headerBytes)
      framesSent += 1
      return true
    }
    return begin(frame, count: count, flow: flow)
  }

  /// Gives a frame a slot of its own, which others of that flow may join.
  private mutating func begin(
    _ frame: UnsafeRawPointer, count: Int, flow: UInt32?
  ) -> Bool {
    guard let memory = ring.reserve(ahead: slots.count) else { return false }
    memory.copyMemory(from: frame, byteCount: count)
    slots.append(OpenSlot(memory, frame, count: count), flow: flow)
    framesSent += 1
    slotsSent += 1
    return true
  }

  /// Hands all frames to the kernel with one system call; false if it did not take them all. Never
  /// waits.
  public mutating func flush() throws(PacketRingError) -> Bool {
    for index in 0..<slots.count {
      let slot = slots.slot(index)
      if slot.pointee.segments == 1 {
        ring.commit(count: slot.pointee.bytes)
      } else {
        JoinableDatagram.complete(slot.pointee.memory, bytes: slot.pointee.bytes)
        ring.commit(count: slot.pointee.bytes, joined: Int(slot.pointee.payload))
      }
    }
    slots.removeAll()
    return try ring.flush()
  }

  /// Whether the kernel has sent all that was handed over.
  ///
  /// - Complexity: O(slots).
  var isIdle: Bool { ring.isIdle }
}

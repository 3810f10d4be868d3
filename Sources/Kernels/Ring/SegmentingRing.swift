/// A ring for sending in which UDP frames that differ only behind their headers share a slot; the
/// kernel or the device cuts them apart again (UDP segmentation offload: PACKET_VNET_HDR with
/// VIRTIO_NET_HDR_GSO_UDP_L4).
///
/// Handing over a joined frame costs the kernel little more than handing over one. Frames must have
/// headers of 42 bytes: Ethernet, IPv4 without options, UDP. Their identifications and checksums
/// are left to whoever cuts; a `RejoiningRing` preserves those of others' frames.
public struct SegmentingRing: ~Copyable {
  private static let headerBytes = JoinableDatagram.headerBytes

  private var ring: TransmitRing
  /// Where frames are written before they join others: zero but for what was written.
  private let scratch: UnsafeMutableRawPointer
  private let burst: Int
  private let slotBytes: Int
  /// The slot being filled, and what is in it: the payload of each frame, and their number.
  private var slot: UnsafeMutableRawPointer?
  private var payload = 0
  private var segments = 0

  /// Opens a ring on an interface, which must be up, and must cut joined frames.
  ///
  /// - Parameter burst: The most frames that are joined; beyond 64 it counts as 64.
  /// - Throws: `PacketRingError`: no permission, no such interface, or it is down, no memory, or it
  ///   would pass joined frames on as they are.
  public init(interface: String, burst: Int) throws(PacketRingError) {
    ring = try TransmitRing(joiningOn: interface)
    slotBytes = ring.slotCapacity
    scratch = .allocate(byteCount: slotBytes, alignment: 64)
    scratch.initializeMemory(as: UInt8.self, repeating: 0, count: slotBytes)
    self.burst = min(max(1, burst), JoinableDatagram.mostSegments)
  }

  deinit { scratch.deallocate() }

  /// The interface.
  public var interface: NetworkInterface { ring.interface }
}

extension SegmentingRing: FrameTransmitter {
  /// The longest frame that the interface carries, in bytes without the CRC.
  public var largestFrame: Int { ring.largestFrame }

  /// Joined frames that the kernel refused because of their form.
  public var rejected: Int { ring.rejected }

  /// The memory for the next frame; nil while the kernel holds all slots.
  @inline(__always)
  public mutating func reserve() -> UnsafeMutableRawPointer? {
    // One slot may be open, and the frame may turn out not to fit it.
    guard ring.hasFree(ahead: 1) else { return nil }
    return scratch
  }

  /// Joins the frame to those before it, or begins anew if its headers differ.
  @inline(__always)
  public mutating func commit(count: Int) {
    let bytes = count - Self.headerBytes
    if let slot, fits(bytes), continues(slot) {
      place(slot, segments).copyMemory(from: scratch + Self.headerBytes, byteCount: bytes)
      segments += 1
      return
    }
    close()
    guard let fresh = ring.reserve() else { preconditionFailure("a frame without a reservation") }
    fresh.copyMemory(from: scratch, byteCount: count)
    slot = fresh
    payload = bytes
    segments = 1
  }

  /// Hands all committed frames to the kernel with one system call. Never waits.
  public mutating func flush() throws(PacketRingError) -> Bool {
    close()
    return try ring.flush()
  }

  /// Waits until the kernel has given a slot back, at most so many milliseconds.
  public func wait(milliseconds: Int32) throws(PacketRingError) -> Bool {
    try ring.wait(milliseconds: milliseconds)
  }

  /// Flushes, and waits until the kernel has sent every frame, at most so many milliseconds.
  public mutating func drain(milliseconds: Int) throws(PacketRingError) -> Int {
    close()
    return try ring.drain(milliseconds: milliseconds)
  }

  /// Where the payload of the frame of that number goes.
  @inline(__always)
  private func place(_ slot: UnsafeMutableRawPointer, _ number: Int) -> UnsafeMutableRawPointer {
    slot + Self.headerBytes + number * payload
  }

  @inline(__always)
  private func fits(_ bytes: Int) -> Bool {
    bytes == payload && segments < burst
      && Self.headerBytes + (segments + 1) * payload <= slotBytes
  }

  /// Whether the frame at hand has the headers of those in the slot.
  @inline(__always)
  private func continues(_ slot: UnsafeMutableRawPointer) -> Bool {
    func same(_ offset: Int) -> Bool {
      slot.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        == scratch.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    // Stations, addresses and ports.
    return same(0) && same(6) && same(26) && same(30)
  }

  /// Completes the open slot: a single frame as it is, several with the headers of their sum.
  private mutating func close() {
    guard let slot else { return }
    self.slot = nil
    let total = segments * payload
    guard segments > 1 else {
      ring.commit(count: Self.headerBytes + total)
      return
    }
    JoinableDatagram.complete(slot, bytes: Self.headerBytes + total)
    ring.commit(count: Self.headerBytes + total, joined: payload)
  }
}

extension TransmitRing {
  /// Opens a ring for joined frames on an interface, which must be up, and must cut them.
  init(joiningOn interface: String) throws(PacketRingError) {
    guard try !NetworkInterface(name: interface).passesOnJoinedFrames() else {
      throw .setting(
        "\(interface): a virtual interface that passes joined frames on instead of cutting them; "
          + "turn that off with: ethtool -K \(interface) tx-udp-segmentation off; "
          + "or send frames one by one")
    }
    var settings = Settings()
    settings.slots = 256
    settings.bypassesQueueing = false
    settings.holdsJoinedFrames = true
    try self.init(interface: interface, settings: settings)
  }
}

internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A ring in memory shared with the kernel into which an interface's frames are received without a
/// system call per frame (AF_PACKET with PACKET_RX_RING, `packet(7)`).
///
/// One thread at a time uses it. It keeps working in the network namespace it was opened in.
public struct ReceiveRing: ~Copyable {
  /// How frames lie in the ring.
  public enum Layout: String, Hashable, Sendable, CaseIterable {
    /// Frames packed into blocks (TPACKET_V3): the most frames per second. A block is handed over
    /// when it is full or about a millisecond old.
    case blocks
    /// One frame per slot (TPACKET_V2): each frame is handed over at once.
    case slots
  }

  /// What can be chosen of a ring.
  public struct Settings: Hashable, Sendable {
    /// How frames lie in it.
    public var layout = Layout.blocks
    /// The memory for frames in bytes: a power of two from 64 KiB to 1 GiB.
    public var bytes = 8 << 20
    /// Whether frames that are addressed to other stations are received too.
    public var isPromiscuous = true
    /// A group of sockets that share the interface's frames by a hash of their flow, 1 to 65535;
    /// nil for all frames.
    public var fanoutGroup: UInt16?

    /// The defaults: 8 MiB of blocks, all stations' frames.
    public init() {}
  }

  /// The most memory that a ring may have, in bytes: the kernel locks it, and machines have others
  /// to serve.
  static let largestRing = 1 << 30

  var socket: PacketSocket
  let layout: Layout
  /// Blocks, or slots, and the bytes of each.
  let unitCount: Int
  let unitBytes: Int
  /// The unit that is read next, and the first of those read whose memory is not given back yet.
  var position = 0
  var oldest = 0
  /// Units between `oldest` and `position`.
  var held = 0
  /// What is left of the block at `position`: frames and the place of the next.
  var framesLeft = 0
  var nextFrame: UnsafeMutableRawPointer
  private var totals = RingStatistics()

  /// Opens a ring on an interface, which must be up. Only incoming frames are received.
  ///
  /// - Throws: `PacketRingError`: no permission, no such interface, or it is down, no memory.
  public init(
    interface: String, settings: Settings = Settings()
  ) throws(PacketRingError) {
    guard settings.bytes.nonzeroBitCount == 1, (1 << 16...Self.largestRing).contains(settings.bytes)
    else {
      throw .setting(
        "\(interface): a ring of \(settings.bytes) bytes; it must be a power of two from 65536 to "
          + "1073741824")
    }
    let opened = try Self.make(interface, settings)
    layout = settings.layout
    unitBytes = opened.unitBytes
    unitCount = opened.unitCount
    nextFrame = opened.start
    socket = opened.socket
  }

  /// The interface.
  public var interface: NetworkInterface { socket.interface }

  /// Gives back the frames of the last call, and puts descriptions of the next ones, as many as
  /// there are and fit, into `frames`. Never waits.
  ///
  /// - Returns: The number of frames, 0 to `frames.count`.
  /// - Complexity: O(frames), no system call.
  @inline(__always)
  public mutating func receive(into frames: UnsafeMutableBufferPointer<RingFrame>) -> Int {
    layout == .blocks ? receiveFromBlocks(into: frames) : receiveFromSlots(into: frames)
  }

  /// Gives back all frames that were received; `next` describes others.
  @inline(__always)
  mutating func giveBack() {
    if layout == .blocks { giveBackBlocks() } else { giveBackSlots() }
  }

  /// The next frame, which is valid until it is given back; nil if there is none now.
  @inline(__always)
  mutating func next() -> RingFrame? {
    layout == .blocks ? nextFromBlocks() : nextFromSlots()
  }

  /// Waits until there are frames, at most so many milliseconds.
  ///
  /// - Returns: Whether there are.
  /// - Throws: `PacketRingError` if the interface went down or away.
  public func wait(milliseconds: Int32) throws(PacketRingError) -> Bool {
    try socket.wait(for: POLLIN, milliseconds: milliseconds)
  }

  /// What the kernel has counted since the ring was opened.
  public mutating func statistics() throws(PacketRingError) -> RingStatistics {
    // The kernel counts dropped frames among the received ones, and begins anew at each reading.
    var counts = tpacket_stats_v3()
    var length = socklen_t(MemoryLayout<tpacket_stats_v3>.size)
    guard getsockopt(socket.file, SOL_PACKET, PACKET_STATISTICS, &counts, &length) == 0 else {
      throw PacketRingError(errno: errno, operation: "counting", interface: interface.name)
    }
    totals.received += UInt64(counts.tp_packets - counts.tp_drops)
    totals.dropped += UInt64(counts.tp_drops)
    return totals
  }

  /// A socket with its ring, bound and receiving.
  private struct Opened: ~Copyable {
    let socket: PacketSocket
    let start: UnsafeMutableRawPointer
    let unitCount: Int
    let unitBytes: Int
  }

  private static func make(
    _ interface: String, _ settings: Settings
  ) throws(PacketRingError) -> Opened {
    let version = settings.layout == .blocks ? TPACKET_V3 : TPACKET_V2
    var socket = try PacketSocket.open(interface: interface, version: version)
    try socket.set(PACKET_IGNORE_OUTGOING, to: Int32(1), "leaving out outgoing frames")
    let unitBytes: Int
    switch settings.layout {
    case .blocks: unitBytes = min(settings.bytes / 4, 1 << 18)
    case .slots: unitBytes = slotBytes(mtu: socket.interface.mtu)
    }
    let unitCount = max(2, settings.bytes / unitBytes)
    switch settings.layout {
    case .blocks: try setBlocks(socket, count: unitCount, bytes: unitBytes)
    case .slots: try setSlots(socket, count: unitCount, bytes: unitBytes)
    }
    let start = try socket.map(bytes: unitCount * unitBytes)
    try socket.attach(protocol: ETH_P_ALL)
    if settings.isPromiscuous { try setPromiscuous(socket) }
    if let group = settings.fanoutGroup {
      try socket.set(
        PACKET_FANOUT, to: UInt32(group) | UInt32(PACKET_FANOUT_HASH) << 16, "joining the group")
    }
    return Opened(socket: socket, start: start, unitCount: unitCount, unitBytes: unitBytes)
  }

  private static func setPromiscuous(_ socket: borrowing PacketSocket) throws(PacketRingError) {
    var request = packet_mreq()
    request.mr_ifindex = socket.interface.index
    request.mr_type = UInt16(PACKET_MR_PROMISC)
    try socket.set(PACKET_ADD_MEMBERSHIP, to: request, "receiving other stations' frames")
  }
}

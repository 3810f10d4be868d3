internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A ring for sending over AF_XDP (`Documentation/networking/af_xdp.rst` of Linux) in copy mode,
/// which every interface has; it needs no program in the kernel.
///
/// The kernel does less for a frame of such a ring than for one of a packet socket: it neither
/// dissects the headers nor wakes anybody. An interface's queue 0 has room for one such socket, and
/// frames have at most 4096 bytes.
public struct XDPTransmitRing: ~Copyable {
  /// Frames that the kernel may hold: a burst of a forwarder fits while others are on their way.
  private static let slots = 2048
  /// No frame crosses a multiple of so many bytes, a chunk: these for the usual MTU, and a page,
  /// the kernel's most, for larger ones.
  private static let chunkSizes = [2048, 4096]
  /// Frames begin at multiples of a cache line.
  private static let line = 64

  private let socket: XDPSocket
  private let frames: MappedMemory
  private let chunkBytes: Int
  private let longest: Int
  /// Frames written, frames that the kernel has been told of, and frames that it has given back.
  private var head: UInt32 = 0
  private var published: UInt32 = 0
  private var completed: UInt32 = 0
  /// The half of the memory that is being filled, from `start` to `end`, and where the next frame
  /// goes. Frames are packed, and the same memory is used again as soon as nobody reads it: it is
  /// in the caches then.
  private var start = 0
  private var place = 0
  private var end: Int
  /// Frames written before this half was begun; all in the other half are among them.
  private var headBefore: UInt32 = 0

  /// Opens a ring on an interface, which must be up.
  ///
  /// - Throws: `PacketRingError`: no permission, no such interface, or it is down, no memory,
  ///   another AF_XDP socket, a kernel without, or an MTU beyond 4078.
  public init(interface name: String) throws(PacketRingError) {
    let interface = try NetworkInterface(name: name)
    guard interface.isUp else { throw .down(interface: name) }
    let longest = interface.mtu + Ethernet.headerBytes
    guard let chunk = Self.chunkSizes.first(where: { $0 >= longest + Ethernet.tagBytes }) else {
      throw .setting(
        "\(name): an MTU of \(interface.mtu) bytes; AF_XDP carries up to 4078: use packet rings "
          + "instead (--engine ring), or a smaller MTU")
    }
    let frames = try Self.memory(bytes: Self.slots * chunk, for: name)
    socket = try XDPSocket(
      interface: interface, frames: frames.base, slots: Self.slots, chunkBytes: chunk)
    self.frames = frames
    chunkBytes = chunk
    end = Self.slots * chunk / 2
    self.longest = longest
  }

  private static func memory(
    bytes: Int, for interface: String
  ) throws(PacketRingError) -> MappedMemory {
    do throws(MachineError) {
      return try MappedMemory(count: bytes)
    } catch {
      throw .tooLarge(bytes: bytes, interface: interface)
    }
  }

  /// The interface.
  public var interface: NetworkInterface { socket.interface }

  /// The longest frame that the interface carries, in bytes without the CRC or a VLAN tag.
  public var largestFrame: Int { longest }

  /// Takes a copy of a frame, at most `largestFrame` and a VLAN tag long, to be sent by the next
  /// flush; false while the kernel holds all slots.
  @inline(__always)
  public mutating func send(_ frame: UnsafeRawPointer, count: Int) -> Bool {
    // A frame that would cross a chunk's end goes to the next chunk.
    var target = max(place, (place &+ count &- 1) & ~(chunkBytes &- 1))
    if target &+ count > end {
      guard turnOver() else { return false }
      target = start
    }
    if head &- completed == UInt32(Self.slots) {
      completed = socket.takeCompleted()
      guard head &- completed < UInt32(Self.slots) else { return false }
    }
    (frames.base + target).copyMemory(from: frame, byteCount: count)
    socket.describe(head, place: target, count: count)
    place = (target &+ count &+ Self.line &- 1) & ~(Self.line &- 1)
    head &+= 1
    return true
  }

  /// Goes to the beginning of a half that nobody reads any more; false if there is none.
  private mutating func turnOver() -> Bool {
    completed = socket.takeCompleted()
    if completed == head { return true }
    guard Int32(bitPattern: completed &- headBefore) >= 0 else { return false }
    let half = Self.slots * chunkBytes / 2
    start = start == 0 ? half : 0
    end = start + half
    headBefore = head
    return true
  }

  /// Whether the kernel has sent every frame.
  var isIdle: Bool {
    mutating get {
      completed = socket.takeCompleted()
      return completed == head
    }
  }

  /// Hands all frames to the kernel; false if it did not take them all. Never waits.
  ///
  /// - Throws: `PacketRingError` if the interface went down or away.
  public mutating func flush() throws(PacketRingError) -> Bool {
    if published != head {
      socket.publish(head)
      published = head
    }
    var left = socket.untaken(of: head)
    while left > 0 {
      try socket.kick()
      let now = socket.untaken(of: head)
      // Kernels take a few dozen at a time, until nothing moves because something is full.
      guard now < left else { return false }
      left = now
    }
    completed = socket.takeCompleted()
    if completed == head { place = start }
    return true
  }
}

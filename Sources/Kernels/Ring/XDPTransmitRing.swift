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
/// frames are at most 3648 bytes.
public struct XDPTransmitRing: ~Copyable {
  /// Slots for frames: so many that a burst of a forwarder fits while the last is on its way.
  private static let slots = 1024
  /// The bytes of a slot for the usual MTU, and for larger ones: a page is the kernel's most.
  private static let slotSizes = [2048, 4096]
  /// Frames begin at different places of their slots, as otherwise all would share a few sets of
  /// the caches: so many steps of a cache line.
  private static let steps = 8
  private static let line = 64

  private let socket: XDPSocket
  private let frames: MappedMemory
  private let slotBytes: Int
  private let longest: Int
  /// Frames written, frames that the kernel has been told of, and frames that it has given back.
  private var head: UInt32 = 0
  private var published: UInt32 = 0
  private var completed: UInt32 = 0

  /// Opens a ring on an interface, which must be up.
  ///
  /// - Throws: `PacketRingError`: no permission, no such interface, or it is down, no memory,
  ///   another AF_XDP socket, a kernel without, or an MTU beyond 3630.
  public init(interface name: String) throws(PacketRingError) {
    let interface = try NetworkInterface(name: name)
    guard interface.isUp else { throw .down(interface: name) }
    let longest = interface.mtu + Ethernet.headerBytes
    let needed = longest + Ethernet.tagBytes + Self.line * (Self.steps - 1)
    guard let bytes = Self.slotSizes.first(where: { $0 >= needed }) else {
      throw .setting(
        "\(name): an MTU of \(interface.mtu) bytes; AF_XDP carries up to 3630: use packet rings "
          + "(--engine ring), or a smaller MTU")
    }
    let frames = try Self.memory(bytes: Self.slots * bytes, for: name)
    socket = try XDPSocket(
      interface: interface, frames: frames.base, slots: Self.slots, slotBytes: bytes)
    self.frames = frames
    slotBytes = bytes
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
    if head &- completed == UInt32(Self.slots) {
      completed = socket.takeCompleted()
      guard head &- completed < UInt32(Self.slots) else { return false }
    }
    let slot = Int(head) & (Self.slots - 1)
    let place = slot * slotBytes + (slot & (Self.steps - 1)) * Self.line
    (frames.base + place).copyMemory(from: frame, byteCount: count)
    socket.describe(head, place: place, count: count)
    head &+= 1
    return true
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
    return true
  }
}

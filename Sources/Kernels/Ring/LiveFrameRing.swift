internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A ring from which a program in the kernel makes frames (XDP live frames,
/// `Documentation/bpf/bpf_prog_run.rst` of Linux, since 5.18): no socket buffer, no queueing
/// discipline, no system call per frame; the cheapest way to send frames that have nothing in
/// common.
///
/// It needs an interface whose driver sends such frames: one end of a veth pair while the other end
/// has generic receive offload turned on, or a device whose driver can do XDP. Frames for which
/// such an interface has no room are lost; `drain` says how many.
///
/// Or frames arrive: the network stack has them as if the interface had just received them, and no
/// driver is needed. That is the load of a forwarder's port, at half the cost of a veth pair.
///
/// An interface knows the program as long as the ring is open, the one that sends, or the loopback:
/// what is known to an interface, the kernel runs without waiting twice for all its processors,
/// some 15 ms each time. Frames that the interface receives itself pass the program.
///
/// One thread at a time uses it, in the network namespace in which it was opened.
public struct LiveFrameRing: ~Copyable {
  /// What can be chosen of a ring.
  public struct Settings: Hashable, Sendable {
    /// The number of frames that are handed over at once: a power of two from 16 to 65536. To make
    /// the kernel ready takes as long as some dozens of frames.
    public var slots = 1024
    /// The longest frame in bytes without the CRC. The shorter, the less memory is in use.
    public var longest = 1514
    /// Where frames go.
    public var direction = Direction.leaving

    /// The defaults: 1024 slots for frames of a usual MTU.
    public init() {}
  }

  /// Where frames go.
  public enum Direction: Hashable, Sendable {
    /// The interface sends them.
    case leaving
    /// They come in by the interface, as if its driver had received them.
    case arriving
  }

  /// What a page has room for beside what the kernel keeps with a frame, in all kernels that have
  /// live frames.
  private static let mostBytes = 3368
  /// Frames that the kernel makes before the other end handles them. A veth pair has room for 256,
  /// and handles 64 at a time.
  private static let batch: UInt32 = 64
  /// Slots begin at multiples of a cache line.
  private static let line = 64
  /// The number of the loopback in every network namespace (LOOPBACK_IFINDEX of the kernel).
  private static let loopback: Int32 = 1
  /// Milliseconds that the first frame may take to leave.
  private static let patience = 100

  /// The interface.
  public let interface: NetworkInterface
  /// The longest frame that a slot holds and the interface carries, in bytes without the CRC.
  public let largestFrame: Int
  /// Frames that were not sent because they were shorter than a header or longer than
  /// `largestFrame`.
  public private(set) var rejected = 0

  private let memory: SharedFrames
  private let program: KernelFile
  private let link: KernelFile
  private let slots: Int
  private let stride: Int
  /// What frames are before the program writes to them.
  private let blank: [UInt8]
  /// Frames committed, and frames that the program has taken, since the ring was opened.
  private var head = 0
  private var taken = 0
  private let direction: Direction
  /// Frames that the interface had sent before, by its own count; 0 if frames arrive.
  private let sentBefore: Int
  private var hasLeft = false

  /// Opens a ring on an interface, which must be up.
  ///
  /// - Throws: `PacketRingError`: no permission, no such interface, or it is down, no memory, a
  ///   kernel without, a setting out of its range.
  public init(
    interface name: String, settings: Settings = Settings()
  ) throws(PacketRingError) {
    guard settings.slots.nonzeroBitCount == 1, (16...65536).contains(settings.slots) else {
      throw .setting(
        "\(name): a ring of \(settings.slots) slots; it must be a power of two from 16 to 65536")
    }
    let interface = try NetworkInterface(name: name)
    guard interface.isUp else { throw .down(interface: name) }
    let longest = min(
      settings.longest, interface.mtu + Ethernet.headerBytes, Self.mostBytes)
    guard longest > Ethernet.headerBytes else {
      throw .setting(
        "\(name): frames of at most \(longest) bytes; they have a header of "
          + "\(Ethernet.headerBytes) bytes")
    }
    let stride = (FrameProgram.framePlace + longest + Self.line - 1) & ~(Self.line - 1)
    let sentBefore = settings.direction == .leaving ? try interface.framesSent() : 0
    let knowing = settings.direction == .leaving ? interface : try NetworkInterface(name: "lo")
    guard settings.direction == .leaving || knowing != interface else {
      throw .setting("\(name): the loopback only receives what it sends; choose another interface")
    }
    let memory = try SharedFrames(
      bytes: FrameProgram.slotsPlace + settings.slots * stride, interface: name)
    let text = FrameProgram(
      memory: memory.file.number, slots: settings.slots, stride: stride, longest: longest,
      interface: settings.direction == .leaving ? interface.index : nil, knowing: knowing.index)
    let program = try KernelFile(
      hypertwin_frames_load(text.instructions, UInt32(text.instructions.count)),
      "loading the program that makes frames", interface: name)
    let link = try Self.attach(program.number, to: knowing)
    self.interface = interface
    self.link = link
    self.memory = memory
    self.program = program
    self.stride = stride
    self.sentBefore = sentBefore
    direction = settings.direction
    largestFrame = longest
    slots = settings.slots
    blank = [UInt8](repeating: 0, count: longest)
  }

  /// The file of the link between the program and the interface.
  private static func attach(
    _ program: Int32, to interface: NetworkInterface
  ) throws(PacketRingError) -> KernelFile {
    let result = hypertwin_frames_attach(program, interface.index)
    guard result != -EBUSY, result != -EEXIST else {
      throw .setting(
        "\(interface.name): it has an XDP program already; end who has attached it, or send "
          + "without one (--batching frames)")
    }
    return try KernelFile(result, "attaching the program", interface: interface.name)
  }

  @inline(__always)
  private func slot(_ number: Int) -> UnsafeMutableRawPointer {
    memory.start + FrameProgram.slotsPlace + (number & (slots - 1)) * stride
  }
}

extension LiveFrameRing: FrameTransmitter {
  /// The memory of the next slot, `largestFrame` bytes; nil while all slots wait to be flushed.
  @inline(__always)
  public mutating func reserve() -> UnsafeMutableRawPointer? {
    head - taken < slots ? slot(head) + FrameProgram.framePlace : nil
  }

  /// Says that the reserved slot holds a frame of `count` bytes without the CRC, from 14 to
  /// `largestFrame`; any other is counted in `rejected`. It is sent by the next `flush`.
  @inline(__always)
  public mutating func commit(count: Int) {
    guard (Ethernet.headerBytes...largestFrame).contains(count) else {
      rejected += 1
      return
    }
    slot(head).storeBytes(of: UInt32(truncatingIfNeeded: count), as: UInt32.self)
    head += 1
  }

  /// Has the kernel make all committed frames with one system call, which ends when they have left.
  ///
  /// - Returns: Whether it made them all; a signal ends it early.
  /// - Throws: `PacketRingError` if the kernel cannot, or the interface sends no such frame.
  public mutating func flush() throws(PacketRingError) -> Bool {
    guard head > taken else { return true }
    let length = slot(taken).load(as: UInt32.self)
    memory.start.storeBytes(
      of: UInt64(length), toByteOffset: FrameProgram.lengthPlace, as: UInt64.self)
    let code = hypertwin_frames_run(
      program.number, blank, length, direction == .arriving ? interface.index : Self.loopback,
      UInt32(head - taken), Self.batch)
    taken = memory.start.load(fromByteOffset: FrameProgram.takenPlace, as: Int.self)
    guard [0, -EINTR, -EAGAIN].contains(code) else {
      throw KernelFile.error(code, "making frames", interface: interface.name)
    }
    if !hasLeft, direction == .leaving { try awaitDeparture() }
    return taken == head
  }

  /// Does not wait: there is room after every flush.
  public func wait(milliseconds: Int32) throws(PacketRingError) -> Bool { true }

  /// Flushes, and waits until the interface has counted every frame, at most so many milliseconds.
  ///
  /// - Returns: The number of frames that it has not counted. What others send by the interface
  ///   meanwhile hides as many.
  public mutating func drain(milliseconds: Int) throws(PacketRingError) -> Int {
    var left = 0
    for _ in 0...max(0, milliseconds) {
      let isTaken = try flush()
      // Those that arrive have arrived when they are made.
      left = direction == .leaving ? head - (try interface.framesSent() - sentBefore) : head - taken
      if isTaken, left <= 0 { return 0 }
      usleep(1000)
    }
    return left
  }

  /// Waits a little until the interface has sent a frame: the kernel does not say whether it can.
  private mutating func awaitDeparture() throws(PacketRingError) {
    for _ in 0..<Self.patience {
      if try interface.framesSent() > sentBefore {
        hasLeft = true
        return
      }
      usleep(1000)
    }
    throw .setting(
      "\(interface.name): no frame that a program makes leaves this interface; of a veth pair, the "
        + "other end must have generic receive offload: ethtool -K OTHER gro on; of a device, the "
        + "driver must send XDP frames; or send without a program (--batching frames)")
  }
}

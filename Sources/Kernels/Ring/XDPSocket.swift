internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An AF_XDP socket with the two rings that sending needs: frames for the kernel, and frames that
/// it gives back. Both go when it does.
struct XDPSocket: ~Copyable {
  /// Frames that the kernel should send in one system call.
  private static let budget: Int32 = 256
  /// The interface it is bound to.
  let interface: NetworkInterface
  private let file: XDPFile
  private let mask: UInt32
  private let transmit: XDPRing
  private let completion: XDPRing

  /// Opens a socket, bound to queue 0 of an interface, with room for `slots` frames, a power of
  /// two, in as many chunks from `frames` on, which outlive it.
  init(
    interface: NetworkInterface, frames: UnsafeMutableRawPointer, slots: Int, chunkBytes: Int
  ) throws(PacketRingError) {
    let file = try XDPFile(interface: interface.name)
    var region = xdp_umem_reg()
    region.addr = UInt64(UInt(bitPattern: frames))
    region.len = UInt64(slots * chunkBytes)
    region.chunk_size = UInt32(chunkBytes)
    try file.set(XDP_UMEM_REG, to: region, "sharing memory with the kernel")
    for option in [XDP_UMEM_FILL_RING, XDP_UMEM_COMPLETION_RING, XDP_TX_RING] {
      try file.set(option, to: UInt32(slots), "making a ring")
    }
    // Without, as before Linux 6.17, it takes more system calls; so a failure does not matter.
    var budget = Self.budget
    _ = setsockopt(
      file.number, SOL_XDP, Int32(HYPERTWIN_XDP_BUDGET), &budget,
      socklen_t(MemoryLayout<Int32>.size))
    // The same holds for room for all slots at once.
    var size = Int32(clamping: slots * chunkBytes)
    _ = setsockopt(
      file.number, SOL_SOCKET, SO_SNDBUFFORCE, &size, socklen_t(MemoryLayout<Int32>.size))
    var offsets = xdp_mmap_offsets()
    var length = socklen_t(MemoryLayout<xdp_mmap_offsets>.size)
    guard getsockopt(file.number, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length) == 0 else {
      throw file.error("reading the rings' places")
    }
    let transmit = try XDPRing(
      file, offsets.tx, page: UInt64(XDP_PGOFF_TX_RING),
      bytes: slots * MemoryLayout<xdp_desc>.stride)
    let completion = try XDPRing(
      file, offsets.cr, page: UInt64(XDP_UMEM_PGOFF_COMPLETION_RING),
      bytes: slots * MemoryLayout<UInt64>.stride)
    try file.attach(to: interface)
    self.interface = interface
    self.file = file
    self.transmit = transmit
    self.completion = completion
    mask = UInt32(slots - 1)
  }

  /// Takes back what the kernel has sent; the number of all frames that it has given back so far.
  ///
  /// Frames come back in the order in which they were handed over, so that where they were does not
  /// matter.
  func takeCompleted() -> UInt32 {
    let count = hypertwin_status_read(completion.producer)
    hypertwin_status_write(completion.consumer, count)
    return count
  }

  /// Describes the frame of that number.
  @inline(__always)
  func describe(_ number: UInt32, place: Int, count: Int) {
    let descriptors = transmit.entries.assumingMemoryBound(to: xdp_desc.self)
    descriptors[Int(number & mask)] = xdp_desc(
      addr: UInt64(place), len: UInt32(truncatingIfNeeded: count), options: 0)
  }

  /// Lets the kernel see all frames before that number.
  func publish(_ number: UInt32) { hypertwin_status_write(transmit.producer, number) }

  /// Frames before that number that the kernel has not taken yet.
  func untaken(of number: UInt32) -> Int {
    Int(number &- hypertwin_status_read(transmit.consumer))
  }

  /// Has the kernel send.
  func kick() throws(PacketRingError) {
    guard sendto(file.number, nil, 0, Int32(MSG_DONTWAIT), nil, 0) < 0 else { return }
    let code = errno
    guard [EAGAIN, EBUSY, ENOBUFS, EINTR].contains(code) else {
      throw PacketRingError(errno: code, operation: "sending", interface: interface.name)
    }
  }
}

/// The file of an AF_XDP socket.
struct XDPFile: ~Copyable {
  let number: Int32
  private let interface: String

  init(interface: String) throws(PacketRingError) {
    number = socket(AF_XDP, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.interface = interface
    guard number >= 0 else {
      let code = errno
      guard code != EAFNOSUPPORT else {
        throw .setting(
          "\(interface): this kernel has no AF_XDP (CONFIG_XDP_SOCKETS); use packet rings "
            + "instead (--engine ring)")
      }
      throw PacketRingError(errno: code, operation: "socket", interface: interface)
    }
  }

  deinit { if number >= 0 { close(number) } }

  /// What the last system call's errno means.
  func error(_ purpose: String, bytes: Int = 0) -> PacketRingError {
    PacketRingError(errno: errno, operation: purpose, interface: interface, bytes: bytes)
  }

  func set<Value: BitwiseCopyable>(
    _ option: Int32, to value: Value, _ purpose: String
  ) throws(PacketRingError) {
    var value = value
    let length = socklen_t(MemoryLayout<Value>.size)
    guard setsockopt(number, SOL_XDP, option, &value, length) == 0 else { throw error(purpose) }
  }

  func attach(to interface: NetworkInterface) throws(PacketRingError) {
    var address = sockaddr_xdp()
    address.sxdp_family = UInt16(AF_XDP)
    address.sxdp_ifindex = UInt32(bitPattern: interface.index)
    address.sxdp_flags = UInt16(XDP_COPY)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_xdp>.size)) == 0 ? 0 : errno
      }
    }
    guard code != EBUSY else {
      throw .setting(
        "\(interface.name): another program has an AF_XDP socket on queue 0; end it, or use packet "
          + "rings (--engine ring)")
    }
    guard code == 0 else {
      throw PacketRingError(errno: code, operation: "binding", interface: interface.name)
    }
  }
}

/// One of a socket's rings in memory shared with the kernel.
struct XDPRing: ~Copyable {
  /// How many entries have been put in and taken out, each modulo 2^32.
  let producer: UnsafeMutablePointer<UInt32>
  let consumer: UnsafeMutablePointer<UInt32>
  let entries: UnsafeMutableRawPointer
  private let memory: UnsafeMutableRawPointer
  private let mapped: Int

  init(
    _ file: borrowing XDPFile, _ offsets: xdp_ring_offset, page: UInt64, bytes: Int
  ) throws(PacketRingError) {
    let mapped = Int(offsets.desc) + bytes
    let start = mmap(
      nil, mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file.number, Int(page))
    guard let start, start != MAP_FAILED else {
      throw file.error("mapping a ring", bytes: mapped)
    }
    memory = start
    self.mapped = mapped
    producer = (start + Int(offsets.producer)).assumingMemoryBound(to: UInt32.self)
    consumer = (start + Int(offsets.consumer)).assumingMemoryBound(to: UInt32.self)
    entries = start + Int(offsets.desc)
  }

  deinit { munmap(memory, mapped) }
}

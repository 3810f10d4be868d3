internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An AF_PACKET socket with a ring in shared memory; both go when it does.
struct PacketSocket: ~Copyable {
  /// The interface it is bound to.
  let interface: NetworkInterface
  /// The socket.
  let file: Int32
  /// Where the ring begins.
  private(set) var ring: UnsafeMutableRawPointer?
  private var ringBytes = 0

  private init(interface: NetworkInterface, file: Int32) {
    self.interface = interface
    self.file = file
  }

  /// A socket that receives nothing and is bound to nothing yet.
  static func open(
    interface name: String, version: tpacket_versions
  ) throws(PacketRingError) -> PacketSocket {
    let interface = try NetworkInterface(name: name)
    guard interface.isUp else { throw .down(interface: name) }
    // Protocol 0: nothing arrives until `attach` says which interface is meant.
    let file = socket(AF_PACKET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard file >= 0 else {
      throw PacketRingError(errno: errno, operation: "socket", interface: name)
    }
    let result = PacketSocket(interface: interface, file: file)
    let choice = Int32(bitPattern: version.rawValue)
    try result.set(PACKET_VERSION, to: choice, "choosing the ring's version")
    return result
  }

  deinit {
    if let ring { munmap(ring, ringBytes) }
    close(file)
  }

  /// Sets a socket option of the packet level.
  borrowing func set<Value: BitwiseCopyable>(
    _ option: Int32, to value: Value, _ purpose: String, bytes: Int = 0
  ) throws(PacketRingError) {
    var value = value
    let length = socklen_t(MemoryLayout<Value>.size)
    guard setsockopt(file, SOL_PACKET, option, &value, length) == 0 else {
      throw PacketRingError(
        errno: errno, operation: purpose, interface: interface.name, bytes: bytes)
    }
  }

  /// Maps the ring that was set up before, and says where it begins.
  mutating func map(bytes: Int) throws(PacketRingError) -> UnsafeMutableRawPointer {
    // The pages are the kernel's already, so touching them in advance costs nothing and saves page
    // faults in the first round.
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, 0)
    guard let memory, memory != MAP_FAILED else {
      throw PacketRingError(
        errno: errno, operation: "mapping the ring", interface: interface.name, bytes: bytes)
    }
    ring = memory
    ringBytes = bytes
    return memory
  }

  /// Binds to the interface; frames of `protocol` (ETH_P_ALL, or 0 for none) arrive from now on.
  borrowing func attach(protocol number: Int32) throws(PacketRingError) {
    var address = sockaddr_ll()
    address.sll_family = UInt16(AF_PACKET)
    address.sll_protocol = UInt16(truncatingIfNeeded: number).bigEndian
    address.sll_ifindex = interface.index
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(file, $0, socklen_t(MemoryLayout<sockaddr_ll>.size)) == 0 ? 0 : errno
      }
    }
    guard code == 0 else {
      throw PacketRingError(errno: code, operation: "binding", interface: interface.name)
    }
  }

  /// Waits until the socket is ready for one of `events`, or so many milliseconds have passed.
  ///
  /// - Returns: Whether it is; a signal ends the wait early with false.
  borrowing func wait(for events: Int32, milliseconds: Int32) throws(PacketRingError) -> Bool {
    var descriptor = pollfd(fd: file, events: Int16(events), revents: 0)
    let count = poll(&descriptor, 1, milliseconds)
    if count < 0 {
      guard errno == EINTR else {
        throw PacketRingError(errno: errno, operation: "poll", interface: interface.name)
      }
      return false
    }
    if count > 0, Int32(descriptor.revents) & POLLERR != 0 { try throwPendingError() }
    return count > 0
  }

  /// Throws what the kernel has to say of the socket since it was last asked, as ENETDOWN.
  borrowing func throwPendingError() throws(PacketRingError) {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(file, SOL_SOCKET, SO_ERROR, &code, &length) == 0, code != 0 else { return }
    throw PacketRingError(errno: code, operation: "using the interface", interface: interface.name)
  }
}

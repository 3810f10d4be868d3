internal import CPacketRing
internal import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A UDP socket, closed when the value goes. It never blocks but in `waits`.
struct DatagramSocket: ~Copyable, Sendable {
  private let file: Int32
  /// Whom it talks to, for errors.
  private let peer: String

  /// Bytes of datagrams that may wait in either direction; less where the kernel grants less.
  private static let buffer: Int32 = 8 << 20

  private init(file: Int32, peer: String) {
    self.file = file
    self.peer = peer
  }

  deinit { close(file) }

  /// A socket that talks to nobody yet.
  private static func open(peer: String) throws(TrafficError) -> DatagramSocket {
    let kind = Int32(SOCK_DGRAM.rawValue)
    let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let file = socket(AF_INET, kind | flags, 0)
    guard file >= 0 else { throw .socket(operation: "socket", peer: peer, code: errno) }
    // Root may have more than the system's limit; whoever may not has that limit.
    for (forced, usual) in [(SO_RCVBUFFORCE, SO_RCVBUF), (SO_SNDBUFFORCE, SO_SNDBUF)] {
      var size = Self.buffer
      let length = socklen_t(MemoryLayout<Int32>.size)
      if setsockopt(file, SOL_SOCKET, forced, &size, length) != 0 {
        setsockopt(file, SOL_SOCKET, usual, &size, length)
      }
    }
    return DatagramSocket(file: file, peer: peer)
  }

  /// A socket that only talks to that address.
  static func connect(to address: IPv4Address, port: UInt16) throws(TrafficError) -> DatagramSocket
  {
    let socket = try open(peer: "\(address):\(port)")
    let code = InternetName(address, port).with { name, length in
      socket.file.connected(name, length)
    }
    guard code == 0 else { throw .socket(operation: "connecting", peer: socket.peer, code: code) }
    return socket
  }

  /// A socket that everybody may talk to.
  static func bind(to address: IPv4Address, port: UInt16) throws(TrafficError) -> DatagramSocket {
    let socket = try open(peer: "\(address):\(port)")
    let code = InternetName(address, port).with { name, length in socket.file.bound(name, length) }
    guard code == 0 else { throw .socket(operation: "listening", peer: socket.peer, code: code) }
    return socket
  }

  /// The port it is bound to.
  borrowing func boundPort() throws(TrafficError) -> UInt16 {
    var name = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(file, $0, &length) }
    }
    guard code == 0 else { throw .socket(operation: "its name", peer: peer, code: errno) }
    return UInt16(bigEndian: name.sin_port)
  }

  /// Whether something can be read within so many nanoseconds.
  borrowing func waits(nanoseconds: UInt64) throws(TrafficError) -> Bool {
    let code = hypertwin_wait_readable(file, nanoseconds)
    guard code >= 0 else { throw .socket(operation: "poll", peer: peer, code: -code) }
    return code > 0
  }

  /// The next datagram and whom it is from; nil if none is there.
  borrowing func receive(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(TrafficError) -> (count: Int, from: InternetName)? {
    var name = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let count = withUnsafeMutablePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        recvfrom(file, buffer.baseAddress, buffer.count, 0, $0, &length)
      }
    }
    guard count < 0 else { return (count, InternetName(name)) }
    guard errno == EAGAIN || errno == EINTR else {
      throw .socket(operation: "receiving", peer: peer, code: errno)
    }
    return nil
  }

  /// Sends a datagram to whom the socket is connected to, or to `name`.
  ///
  /// One that the kernel has no room for is lost, as on the way.
  borrowing func send(
    _ bytes: UnsafeRawBufferPointer, to name: InternetName? = nil
  ) throws(TrafficError) {
    let code: Int32
    if let name {
      code = name.with { file.sent(bytes, $0, $1) }
    } else {
      code = file.sent(bytes, nil, 0)
    }
    guard [0, EAGAIN, EINTR, ENOBUFS].contains(code) else {
      throw .socket(operation: "sending", peer: peer, code: code)
    }
  }
}

/// An IPv4 address and a port, as system calls take them.
struct InternetName: Sendable {
  private var name = sockaddr_in()

  init(_ name: sockaddr_in) { self.name = name }

  init(_ address: IPv4Address, _ port: UInt16) {
    name.sin_family = UInt16(AF_INET)
    name.sin_port = port.bigEndian
    name.sin_addr.s_addr = address.bits.bigEndian
  }

  func with(_ work: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    withUnsafePointer(to: name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        work($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

extension Int32 {
  /// Connects this socket; 0 or the errno.
  fileprivate func connected(_ name: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    connect(self, name, length) == 0 ? 0 : errno
  }

  /// Binds this socket; 0 or the errno.
  fileprivate func bound(_ name: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    bind(self, name, length) == 0 ? 0 : errno
  }

  /// Sends on this socket; 0 or the errno.
  fileprivate func sent(
    _ bytes: UnsafeRawBufferPointer, _ name: UnsafePointer<sockaddr>?, _ length: socklen_t
  ) -> Int32 {
    sendto(self, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), name, length) >= 0
      ? 0 : errno
  }
}

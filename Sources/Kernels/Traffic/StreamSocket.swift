internal import CPacketRing
internal import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A TCP socket, closed when the value goes.
struct StreamSocket: ~Copyable, Sendable {
  /// The socket.
  let file: Int32
  /// Whom it talks to, for errors.
  let peer: String

  private init(file: Int32, peer: String) {
    self.file = file
    self.peer = peer
  }

  deinit { close(file) }

  /// A socket without a connection.
  private static func open(peer: String) throws(TrafficError) -> StreamSocket {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard file >= 0 else { throw .socket(operation: "socket", peer: peer, code: errno) }
    return StreamSocket(file: file, peer: peer)
  }

  /// A connection to that address, at most so many seconds after the call.
  ///
  /// It is given up by both sides at once when it goes, and when nothing that was sent has been
  /// acknowledged for so many seconds: else the kernel would go on alone, for up to 15 minutes.
  static func connect(
    to address: IPv4Address, port: UInt16, window: Int?, seconds: Int,
    options: StreamOptions = StreamOptions()
  ) throws(TrafficError) -> StreamSocket {
    let result = try open(peer: "\(address):\(port)")
    if let window { try result.setWindow(window) }
    try result.set(options)
    try result.limit(seconds: seconds)
    try result.closesAtOnce(true)
    let code = withAddress(address, port) { pointer, length in
      result.file.connected(pointer, length)
    }
    guard code == 0 else { throw .socket(operation: "connecting", peer: result.peer, code: code) }
    return result
  }

  /// A socket that connections can be made to.
  static func listen(
    on address: IPv4Address, port: UInt16, window: Int?
  ) throws(TrafficError) -> StreamSocket {
    let result = try open(peer: "\(address):\(port)")
    try result.set(SOL_SOCKET, SO_REUSEADDR, Int32(1), "reusing the address")
    // Before listening, because it decides how windows are scaled.
    if let window { try result.setWindow(window) }
    let code = withAddress(address, port) { pointer, length in
      result.file.listening(pointer, length)
    }
    guard code == 0 else { throw .socket(operation: "listening", peer: result.peer, code: code) }
    return result
  }

  /// The port it is bound to.
  borrowing func boundPort() throws(TrafficError) -> UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(file, $0, &length) }
    }
    guard code == 0 else { throw .socket(operation: "its name", peer: peer, code: errno) }
    return UInt16(bigEndian: address.sin_port)
  }

  /// The next connection; nil if none came within so many milliseconds.
  borrowing func nextConnection(milliseconds: Int32) throws(TrafficError) -> StreamSocket? {
    guard try waits(for: POLLIN, milliseconds: milliseconds) else { return nil }
    let accepted = accept(file, nil, nil)
    guard accepted >= 0 else { throw .socket(operation: "accepting", peer: peer, code: errno) }
    return StreamSocket(file: accepted, peer: peer)
  }

  /// Whether the socket is ready within so many milliseconds.
  borrowing func waits(for events: Int32, milliseconds: Int32) throws(TrafficError) -> Bool {
    var descriptor = pollfd(fd: file, events: Int16(events), revents: 0)
    let count = poll(&descriptor, 1, milliseconds)
    guard count >= 0 || errno == EINTR else {
      throw .socket(operation: "poll", peer: peer, code: errno)
    }
    return count > 0
  }

  /// Writes at most `count` bytes and returns how many.
  borrowing func write(_ start: UnsafeRawPointer, _ count: Int) throws(TrafficError) -> Int {
    let written = send(file, start, count, Int32(MSG_NOSIGNAL))
    guard written >= 0 else {
      if errno == EINTR { return 0 }
      throw .socket(operation: "sending", peer: peer, code: errno)
    }
    return written
  }

  /// Reads at most `count` bytes and returns how many; 0 at the end of the stream.
  borrowing func read(_ start: UnsafeMutableRawPointer, _ count: Int) throws(TrafficError) -> Int {
    while true {
      let received = recv(file, start, count, 0)
      if received >= 0 { return received }
      guard errno == EINTR else {
        throw .socket(operation: "receiving", peer: peer, code: errno)
      }
    }
  }

  /// Reads a whole number of network byte order.
  borrowing func readNumber() throws(TrafficError) -> UInt64 {
    var number: UInt64 = 0
    for _ in 0..<8 {
      var octet: UInt8 = 0
      guard try read(&octet, 1) == 1 else {
        throw .run("\(peer): the other side ended without a result; is it hypertwin's?")
      }
      number = number << 8 | UInt64(octet)
    }
    return number
  }

  /// Writes a whole number in network byte order.
  borrowing func writeNumber(_ number: UInt64) throws(TrafficError) {
    for place in 0..<8 {
      var octet = UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * place))
      guard try write(&octet, 1) == 1 else {
        throw .run("\(peer): the other side took no result")
      }
    }
  }

  /// Ends a read or a write that takes longer, and the connection where what was sent is not
  /// acknowledged for as long, so that a dead peer or path holds nobody.
  borrowing func limit(seconds: Int) throws(TrafficError) {
    for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
      try set(SOL_SOCKET, option, timeval(tv_sec: seconds, tv_usec: 0), "a time limit")
    }
    try set(
      Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, UInt32(clamping: seconds * 1000), "a time limit")
  }

  /// Whether the connection ends at once when the socket goes, and the other side is told so,
  /// whatever has not been sent or read.
  borrowing func closesAtOnce(_ atOnce: Bool) throws(TrafficError) {
    try set(
      SOL_SOCKET, SO_LINGER, linger(l_onoff: atOnce ? 1 : 0, l_linger: 0), "closing at once")
  }

  /// Says that nothing more will be written.
  borrowing func finishWriting() { shutdown(file, Int32(SHUT_WR)) }

  /// What the kernel knows of the connection.
  borrowing func facts() throws(TrafficError) -> hypertwin_stream_facts {
    var facts = hypertwin_stream_facts()
    let code = hypertwin_stream_read(file, &facts)
    guard code == 0 else { throw .socket(operation: "TCP_INFO", peer: peer, code: code) }
    return facts
  }

  /// The two buffers of a socket.
  private enum Buffer {
    case sending, receiving
  }

  private borrowing func setWindow(_ bytes: Int) throws(TrafficError) {
    try setBuffer(.sending, bytes)
    try setBuffer(.receiving, bytes)
  }

  /// Sets a buffer, beyond the system's limit where the caller may, and sees that it is as large:
  /// the kernel would silently take less, and a stream would be slower than it is told.
  private borrowing func setBuffer(_ buffer: Buffer, _ bytes: Int) throws(TrafficError) {
    let (usual, forced, limit) =
      buffer == .sending
      ? (SO_SNDBUF, SO_SNDBUFFORCE, "net.core.wmem_max")
      : (SO_RCVBUF, SO_RCVBUFFORCE, "net.core.rmem_max")
    var size = Int32(clamping: bytes)
    var length = socklen_t(MemoryLayout<Int32>.size)
    if setsockopt(file, SOL_SOCKET, forced, &size, length) != 0 {
      try set(SOL_SOCKET, usual, size, "its buffer")
    }
    var granted: Int32 = 0
    guard getsockopt(file, SOL_SOCKET, usual, &granted, &length) == 0 else {
      throw .socket(operation: "reading its buffer", peer: peer, code: errno)
    }
    // The kernel has it twice, the half for what it keeps of each packet (socket(7)).
    guard Int(granted) >= min(2 * bytes, Int(Int32.max) - 1) else {
      throw .setting(
        "a buffer of \(bytes) B; the system grants \(granted / 2) B: raise \(limit), or run it as "
          + "root")
    }
  }

  /// Before connecting, for the greatest segment is announced then.
  private borrowing func set(_ options: StreamOptions) throws(TrafficError) {
    if let size = options.sendBuffer { try setBuffer(.sending, size) }
    if let segment = options.segment {
      try set(Int32(IPPROTO_TCP), TCP_MAXSEG, Int32(segment), "the greatest segment")
    }
    if let name = options.congestionControl { try choose(name) }
  }

  private borrowing func choose(_ congestionControl: String) throws(TrafficError) {
    let code = hypertwin_stream_choose(file, congestionControl)
    guard code == 0 else {
      throw .setting(
        "the congestion control \(congestionControl) cannot be had (\(systemText(code))); the "
          + "kernel's are in /proc/sys/net/ipv4/tcp_available_congestion_control")
    }
  }

  private borrowing func set<Value: BitwiseCopyable>(
    _ level: Int32, _ option: Int32, _ value: Value, _ purpose: String
  ) throws(TrafficError) {
    var value = value
    let length = socklen_t(MemoryLayout<Value>.size)
    guard setsockopt(file, level, option, &value, length) == 0 else {
      throw .socket(operation: "setting \(purpose)", peer: peer, code: errno)
    }
  }

  private static func withAddress(
    _ address: IPv4Address, _ port: UInt16,
    _ work: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var name = sockaddr_in()
    name.sin_family = UInt16(AF_INET)
    name.sin_port = port.bigEndian
    name.sin_addr.s_addr = address.bits.bigEndian
    return withUnsafePointer(to: &name) {
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

  /// Binds this socket and listens; 0 or the errno.
  fileprivate func listening(_ name: UnsafePointer<sockaddr>, _ length: socklen_t) -> Int32 {
    // As many as streams may come at once.
    bind(self, name, length) == 0 && listen(self, 128) == 0 ? 0 : errno
  }
}

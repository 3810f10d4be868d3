public import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads TCP streams to their ends and tells their senders how much it was.
public struct ElasticReceiver: ~Copyable, Sendable {
  /// What a stream begins with, so that strangers are told from senders: "HTstream".
  static let greeting: UInt64 = 0x4854_7374_7265_616D

  /// Seconds in which a stream must begin, and be told its result: a segment that is lost may come
  /// again only after one second, three, and seven.
  private static let patience = 10
  /// What is read with one system call, in bytes.
  private static let readBytes = 256 << 10

  private let socket: StreamSocket
  /// The port that it listens on.
  public let port: UInt16

  /// Listens on an address of this machine; port 0 takes a free one.
  ///
  /// - Parameter window: The sockets' buffers in bytes; nil lets the kernel adjust them.
  /// - Throws: `TrafficError` if the address or the port cannot be had.
  public init(
    address: IPv4Address, port: UInt16, window: Int? = nil, namespace: String? = nil
  ) throws(TrafficError) {
    let socket: StreamSocket
    do {
      socket = try NetworkNamespace.within(namespace) {
        try StreamSocket.listen(on: address, port: port, window: window)
      }
    } catch let error as TrafficError {
      throw error
    } catch {
      throw .run("\(error)")
    }
    let bound = try socket.boundPort()
    self.socket = socket
    self.port = bound
  }

  /// Serves the streams of one sender, or of nobody within the time, and blocks the thread.
  ///
  /// - Parameter nanoseconds: How long to serve at most.
  /// - Returns: The bytes of each stream, in the order of their connections.
  public consuming func run(
    nanoseconds: UInt64, stop: StopFlag
  ) throws(TrafficError) -> [UInt64] {
    let clock = SystemClock()
    let start = clock.monotonic()
    var workers: [WorkerThread<UInt64>] = []
    let active = ActiveCount()
    while !stop.isRaised, clock.monotonic() - start < nanoseconds {
      // All streams of a sender are connected before the first ends.
      if !workers.isEmpty, active.isZero { break }
      guard let accepted = try socket.nextConnection(milliseconds: 20) else { continue }
      let parcel = Parcel(accepted)
      active.add()
      let left = nanoseconds - min(nanoseconds, clock.monotonic() - start)
      workers.append(
        try WorkerThread.start { () throws(TrafficError) in
          defer { active.remove() }
          return try Self.serve(parcel.content, until: clock.monotonic() + left, stop: stop)
        })
    }
    var bytes: [UInt64] = []
    for worker in workers { bytes.append(try worker.join()) }
    return bytes
  }

  private static func serve(
    _ socket: borrowing StreamSocket, until end: UInt64, stop: StopFlag
  ) throws(TrafficError) -> UInt64 {
    // Where it ends before its sender says so, the sender is told at once.
    try socket.closesAtOnce(true)
    try socket.limit(seconds: patience)
    guard try socket.waits(for: POLLIN, milliseconds: Int32(patience * 1000)),
      try socket.readNumber() == greeting
    else { return 0 }
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: readBytes, alignment: 4096)
    defer { buffer.deallocate() }
    let clock = SystemClock()
    var total: UInt64 = 0
    while !stop.isRaised, clock.monotonic() < end {
      guard try socket.waits(for: POLLIN, milliseconds: 100) else { continue }
      let count = try socket.read(buffer, readBytes)
      if count == 0 {
        try socket.closesAtOnce(false)
        break
      }
      total += UInt64(count)
    }
    try socket.writeNumber(total)
    return total
  }
}

internal import CPacketRing

/// Clients that ask a `RequestServer`: each sends a request, waits for the whole answer, thinks,
/// and sends the next. A request without an answer is sent again after a timeout (RFC 6298).
public struct RequestClients: Sendable {
  private let settings: RequestSettings

  /// The longest time between two looks at whether they are to end, in nanoseconds.
  private static let attention: UInt64 = 20_000_000
  /// Datagrams that are taken before anything is sent.
  private static let batch = 64

  /// Clients of those settings.
  public init(settings: RequestSettings) { self.settings = settings }

  /// Asks for the time that is set, or until `stop` is raised, and blocks the thread.
  ///
  /// - Parameter namespace: The network namespace to ask from; nil for the process's own.
  /// - Throws: `TrafficError`: a setting, or a socket that fails, as where nobody listens.
  public func run(namespace: String? = nil, stop: StopFlag) throws(TrafficError) -> RequestReport {
    try settings.validate()
    let socket: DatagramSocket
    do {
      socket = try NetworkNamespace.within(namespace) {
        try DatagramSocket.connect(to: settings.address, port: settings.port)
      }
    } catch let error as TrafficError {
      throw error
    } catch {
      throw .run("\(error)")
    }
    // Where the kernel refuses that, times of thinking are up to 50 us longer.
    _ = hypertwin_wait_exactly()
    let clock = SystemClock()
    let start = clock.monotonic()
    let end = start + settings.nanoseconds
    var loop = RequestLoop(settings, now: start)
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: FrameMix.largestSize, alignment: 16)
    defer { buffer.deallocate() }
    let request = UnsafeMutableRawBufferPointer.allocate(
      byteCount: settings.payload, alignment: 16)
    request.initializeMemory(as: UInt8.self, repeating: 0)
    defer { request.deallocate() }
    var now = start
    while now < end, !stop.isRaised {
      while let message = loop.nextRequest(now: now) {
        message.write(to: request)
        try socket.send(UnsafeRawBufferPointer(request))
      }
      let wake = min(end, now + Self.attention, loop.nextTime ?? .max)
      now = clock.monotonic()
      if try socket.waits(nanoseconds: wake - min(wake, now)) {
        for _ in 0..<Self.batch {
          guard let datagram = try socket.receive(into: buffer) else { break }
          let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<datagram.count])
          if let message = RequestMessage(reading: bytes) {
            loop.take(message, now: clock.monotonic())
          }
        }
      }
      now = clock.monotonic()
    }
    return loop.report(seconds: Double(now - start) / 1e9, isInterrupted: stop.isRaised)
  }
}

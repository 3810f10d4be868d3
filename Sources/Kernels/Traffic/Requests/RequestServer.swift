internal import CPacketRing

/// Answers requests that come over UDP, each after the same time of service.
public struct RequestServer: ~Copyable, Sendable {
  private let socket: DatagramSocket
  private let settings: RequestSettings
  /// The port that it listens on.
  public let port: UInt16

  /// The longest time between two looks at whether it is to end, in nanoseconds.
  private static let attention: UInt64 = 20_000_000
  /// Datagrams that are taken before what is due is answered.
  private static let batch = 64

  /// Listens on an address of this machine.
  ///
  /// - Throws: `TrafficError`: a setting, or an address or port that cannot be had.
  public init(settings: RequestSettings, namespace: String? = nil) throws(TrafficError) {
    try settings.validate()
    let socket: DatagramSocket
    do {
      socket = try NetworkNamespace.within(namespace) {
        try DatagramSocket.bind(to: settings.address, port: settings.port)
      }
    } catch let error as TrafficError {
      throw error
    } catch {
      throw .run("\(error)")
    }
    port = try socket.boundPort()
    self.socket = socket
    self.settings = settings
  }

  /// A request whose answer is due.
  private struct Waiting {
    var due: UInt64
    var request: RequestMessage
    var from: InternetName
  }

  /// Serves until the time is over or `stop` is raised, and blocks the thread.
  ///
  /// - Throws: `TrafficError` if the socket fails.
  public consuming func run(stop: StopFlag) throws(TrafficError) -> RequestServerReport {
    // Where the kernel refuses that, times of service are up to 50 us longer.
    _ = hypertwin_wait_exactly()
    let clock = SystemClock()
    let end = clock.monotonic() + settings.nanoseconds
    var report = RequestServerReport()
    // The time of service is one for all, so what came first is due first.
    var waiting: [Waiting] = []
    var next = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: FrameMix.largestSize, alignment: 16)
    let answer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: FrameMix.largestSize, alignment: 16)
    answer.initializeMemory(as: UInt8.self, repeating: 0)
    defer {
      buffer.deallocate()
      answer.deallocate()
    }
    while !stop.isRaised {
      let now = clock.monotonic()
      guard now < end else { break }
      while next < waiting.count, waiting[next].due <= now {
        try send(answer, to: waiting[next], &report)
        next += 1
      }
      if next > Self.batch, next * 2 > waiting.count {
        waiting.removeFirst(next)
        next = 0
      }
      let wake = min(end, now + Self.attention, next < waiting.count ? waiting[next].due : .max)
      guard try socket.waits(nanoseconds: wake - min(wake, clock.monotonic())) else { continue }
      for _ in 0..<Self.batch {
        guard let datagram = try socket.receive(into: buffer) else { break }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<datagram.count])
        guard let request = RequestMessage(reading: bytes), request.mark == .request else {
          report.ignored += 1
          continue
        }
        report.requests += 1
        let one = Waiting(
          due: clock.monotonic() + settings.service, request: request, from: datagram.from)
        if settings.service == 0 { try send(answer, to: one, &report) } else { waiting.append(one) }
      }
    }
    return report
  }

  private borrowing func send(
    _ buffer: UnsafeMutableRawBufferPointer, to one: Waiting, _ report: inout RequestServerReport
  ) throws(TrafficError) {
    for frame in 0..<settings.answerFrames {
      let isLast = frame == settings.answerFrames - 1
      RequestMessage(
        .answer, client: one.request.client, transmission: one.request.transmission,
        frame: UInt32(frame), run: one.request.run
      ).write(to: buffer)
      let count = isLast ? settings.lastPayload : settings.payload
      try socket.send(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: one.from)
      report.frames += 1
    }
  }
}

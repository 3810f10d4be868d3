internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Sends as much as TCP lets through, over some connections to an `ElasticReceiver`.
public struct ElasticSender: Sendable {
  private let settings: ElasticSettings

  /// A sender of those streams.
  public init(settings: ElasticSettings) { self.settings = settings }

  /// Sends for the time that is set, or until `stop` is raised, and blocks the thread.
  ///
  /// - Throws: `TrafficError`: a setting, or a connection that cannot be had or breaks.
  public func run(stop: StopFlag) throws(TrafficError) -> ElasticReport {
    try settings.validate()
    let clock = SystemClock()
    let sockets = try connect()
    let start = clock.monotonic()
    let end = start + settings.nanoseconds
    var workers: [WorkerThread<Outcome>] = []
    let ended = ActiveCount()
    for parcel in sockets {
      workers.append(
        try WorkerThread.start { [settings] () throws(TrafficError) in
          defer { ended.add() }
          return try Self.send(on: parcel.content, settings, until: end, stop: stop)
        })
    }
    let sampled = Result { () throws(TrafficError) in
      try sample(sockets, from: start, until: end, stop: stop, ended: ended)
    }
    var outcomes: [Outcome] = []
    for worker in workers { outcomes.append(try worker.join()) }
    let seconds = Double(clock.monotonic() - start) / 1e9
    var streams: [ElasticReport.Stream] = []
    for (parcel, outcome) in zip(sockets, outcomes) {
      streams.append(Self.stream(outcome, try parcel.content.facts()))
    }
    return ElasticReport(
      streams: streams, intervalBitsPerSecond: try sampled.get(), seconds: seconds,
      congestionControl: try Self.congestionControl(sockets[0].content),
      isInterrupted: stop.isRaised)
  }

  /// What a stream's thread counted.
  private struct Outcome: Sendable {
    var sent: UInt64
    var received: UInt64
  }

  private func connect() throws(TrafficError) -> [Parcel<StreamSocket>] {
    do {
      return try NetworkNamespace.within(settings.namespace) {
        try (0..<settings.streams).map { _ in
          let socket = try StreamSocket.connect(
            to: settings.address, port: settings.port, window: settings.window,
            seconds: settings.patience, options: settings.options)
          try socket.writeNumber(ElasticReceiver.greeting)
          return Parcel(socket)
        }
      }
    } catch let error as TrafficError {
      throw error
    } catch {
      throw .run("\(error)")
    }
  }

  private static func send(
    on socket: borrowing StreamSocket, _ settings: ElasticSettings, until end: UInt64,
    stop: StopFlag
  ) throws(TrafficError) -> Outcome {
    let clock = SystemClock()
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: settings.writeBytes, alignment: 4096)
    defer { buffer.deallocate() }
    buffer.initializeMemory(as: UInt8.self, repeating: 0x48, count: settings.writeBytes)
    var sent: UInt64 = 0
    while clock.monotonic() < end, !stop.isRaised {
      sent += UInt64(try socket.write(buffer, settings.writeBytes))
    }
    socket.finishWriting()
    return Outcome(sent: sent, received: try socket.readNumber())
  }

  /// Bits per second that were acknowledged in each interval, until one of the streams has ended
  /// before its time, which only a failure brings about.
  private func sample(
    _ sockets: [Parcel<StreamSocket>], from start: UInt64, until end: UInt64, stop: StopFlag,
    ended: ActiveCount
  ) throws(TrafficError) -> [Double] {
    let clock = SystemClock()
    var rates: [Double] = []
    var last = (time: start, bytes: UInt64(0))
    var next = min(start + settings.interval, end)
    while last.time < end, !stop.isRaised {
      let now = clock.monotonic()
      if !ended.isZero, now < end { break }
      guard now >= next else {
        // A sleep's lateness does not matter: rates are over the time that really passed.
        usleep(UInt32(min(20_000, (next - now) / 1000 + 1)))
        continue
      }
      var bytes: UInt64 = 0
      for parcel in sockets { bytes += try parcel.content.facts().acknowledged_bytes }
      let grown = bytes - min(bytes, last.bytes)
      rates.append(SendReport.rate(Int(grown), now - last.time) * 8)
      last = (now, bytes)
      next = min(now + settings.interval, max(end, now + 1))
    }
    return rates
  }

  private static func stream(
    _ outcome: Outcome, _ facts: hypertwin_stream_facts
  ) -> ElasticReport.Stream {
    ElasticReport.Stream(
      receivedBytes: outcome.received, sentBytes: outcome.sent, retransmits: facts.retransmits,
      roundTripMicroseconds: facts.round_trip_us,
      roundTripDeviationMicroseconds: facts.round_trip_deviation_us,
      congestionWindow: facts.congestion_window, segmentBytes: facts.segment_bytes)
  }

  private static func congestionControl(
    _ socket: borrowing StreamSocket
  ) throws(TrafficError) -> String {
    var facts = try socket.facts()
    return withUnsafeBytes(of: &facts.congestion_control) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

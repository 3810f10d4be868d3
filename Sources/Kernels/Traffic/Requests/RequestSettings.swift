public import Model

/// Clients that send requests over UDP and wait for the answers, and the server that answers them:
/// a closed loop.
public struct RequestSettings: Hashable, Sendable {
  /// The server's address: whom clients ask, and where the server listens.
  public var address: IPv4Address
  /// The server's UDP port; 0 lets a server take a free one.
  public var port: UInt16 = 5203
  /// Bytes of a request's frame, CRC included, and of an answer's frames at most: 64 to 9018.
  public var frame = 200
  /// Bytes of user data of an answer: 1 B to 1 GiB.
  public var response = 1024
  /// Requests under way at most, each with a client of its own: 1 to 10,000.
  public var clients = 1
  /// Mean time that a client takes from an answer to its next request, exponentially distributed,
  /// in nanoseconds: at most 1000 s.
  public var think: UInt64 = 0
  /// The time that the server takes for a request beyond what it costs to take and to answer it, in
  /// nanoseconds: at most 1000 s.
  public var service: UInt64 = 0
  /// How long to ask, or to serve at most, in nanoseconds: at most 24 h.
  public var nanoseconds: UInt64 = 1_000_000_000
  /// The number that times of thinking derive from.
  public var seed: UInt64 = 1

  /// One client without a pause, and a server without a delay.
  public init(address: IPv4Address) { self.address = address }

  /// Refuses what cannot be done.
  ///
  /// - Throws: `TrafficError.setting`, which says what to write instead.
  public func validate() throws(TrafficError) {
    guard (Ethernet.smallestFrame...FrameMix.largestSize).contains(frame) else {
      throw .setting(
        "a frame size of \(frame) B; sizes include the CRC and are 64 B to "
          + "\(FrameMix.largestSize) B")
    }
    guard (1...1 << 30).contains(response) else {
      throw .setting("an answer of \(response) B; it must be from 1 B to 1 GiB")
    }
    guard (1...10_000).contains(clients) else {
      throw .setting("\(clients) clients; it must be from 1 to 10000")
    }
    guard max(think, service) <= 1_000_000_000_000 else {
      throw .setting("a think or service time of more than 1000 s; write a shorter one")
    }
    guard (1...86_400_000_000_000).contains(nanoseconds) else {
      throw .setting("a duration of \(nanoseconds) ns; it must be more than 0 s and at most 24 h")
    }
  }

  /// User data in a frame of the flow.
  var payload: Int { FrameLayout.udpPayload(frame: frame) }

  /// The frames of an answer.
  var answerFrames: Int { (response + payload - 1) / payload }

  /// User data in the last frame of an answer, which is padded to Ethernet's smallest frame.
  var lastPayload: Int {
    max(response - (answerFrames - 1) * payload, RequestMessage.byteCount)
  }
}

/// What came of asking.
public struct RequestReport: Hashable, Sendable, Encodable {
  /// Requests that were answered whole.
  public var answered = 0
  /// Requests that were sent, repetitions included.
  public var sent = 0
  /// Requests that were sent again because no answer had come in time.
  public var repeats = 0
  /// Frames of answers to an earlier transmission than the client's last.
  public var late = 0
  /// Bytes of user data in whole answers.
  public var answeredBytes = 0
  /// How long it went on, in seconds.
  public var seconds = 0.0
  /// From a request's first transmission to the last frame of its answer, in nanoseconds.
  public var responseNanoseconds: TimeDistribution.Summary?
  /// How much later than they were due requests were sent for the first time, in nanoseconds.
  public var latenessNanoseconds: TimeDistribution.Summary?
  /// Whether someone asked for the end before it was due.
  public var isInterrupted = false

  /// Nothing yet.
  public init() {}
}

/// What a server did.
public struct RequestServerReport: Hashable, Sendable, Encodable {
  /// Requests that came.
  public var requests = 0
  /// Frames of answers that were sent.
  public var frames = 0
  /// Datagrams to its port that are no requests.
  public var ignored = 0

  /// Nothing yet.
  public init() {}
}

/// One side of a conversation: messages that arrive once each and in order, over a channel that
/// may lose, damage or echo what it is given.
///
/// Stop and wait: one frame is on the way in each direction, and is sent again until it is
/// acknowledged. The time until then grows with every repetition and shrinks only when a frame is
/// acknowledged that was sent once (Karn and Partridge, 1987, doi:10.1145/55482.55484): else a
/// channel that is slower than expected would carry little but repetitions. It knows no clock and
/// no descriptor: it is told the time, and handed what was read.
public struct Conversation: Sendable {
  /// What has arrived.
  public enum Arrival: Hashable, Sendable {
    /// A whole message of this session.
    case message([UInt8])
    /// An agent that waits for its host says so; its payload.
    case beacon([UInt8])
  }

  /// Nanoseconds until a frame is first sent again; doubled each time, up to `longestPatience`.
  static let patience: UInt64 = 300_000_000
  /// A serial port of a guest on an emulated machine, which does 400 accesses to its registers per
  /// second at times, needs up to a minute for a message and its answer.
  static let longestPatience: UInt64 = 76_800_000_000
  /// Bytes of a message in one frame: little is lost where others print in the midst of it.
  static let partBytes = 16 << 10
  /// Bytes of the longest message.
  public static let longestMessage = 16 << 20

  private let direction: Frame.Direction
  /// The session; 0 for an agent that no host has spoken to.
  public private(set) var session: UInt32
  private var decoder = FrameDecoder()
  /// Frames that are not acknowledged; the first may be on the way.
  private var queue: [Frame] = []
  private var nextSequence: UInt32 = 1
  private var expected: UInt32 = 1
  private var parts: [UInt8] = []
  private var acknowledgements: [UInt32] = []
  /// When the first frame of the queue is sent again; nil if it has not been sent.
  private var resendAt: UInt64?
  private var wait = Conversation.patience
  /// Whether the first frame of the queue has been sent more than once.
  private var isRepeated = false

  /// The host's side, which begins a session of that number, not 0.
  public static func host(session: UInt32) -> Conversation {
    Conversation(direction: .toAgent, session: session)
  }

  /// An agent's side, which takes up the session of the host that last began one.
  public static func agent() -> Conversation { Conversation(direction: .toHost, session: 0) }

  private init(direction: Frame.Direction, session: UInt32) {
    self.direction = direction
    self.session = session
  }

  /// Frames that arrived damaged.
  public var damagedFrames: Int { decoder.damagedFrames }
  /// The end of what was no frame, as text, with nothing in it that moves a cursor.
  public var otherText: String {
    let plain = decoder.tail.filter { $0 == 0x0A || (0x20...0x7E).contains($0) }
    return String(decoding: plain, as: UTF8.self)
  }
  /// Messages and parts of messages that the other side has not acknowledged.
  public var unacknowledged: Int { queue.count }

  /// Puts a message in the queue.
  ///
  /// - Precondition: It has at most `longestMessage` bytes.
  public mutating func send(_ message: [UInt8]) {
    precondition(message.count <= Self.longestMessage, "a message is too long")
    var rest = message[...]
    repeat {
      let part = rest.prefix(Self.partBytes)
      rest = rest.dropFirst(part.count)
      queue.append(
        Frame(
          direction, rest.isEmpty ? .data : .part, session: session, sequence: nextSequence,
          payload: Array(part)))
      nextSequence += 1
    } while !rest.isEmpty
  }

  /// Takes in what was read; what arrived with it.
  public mutating func receive(_ bytes: some Sequence<UInt8>) -> [Arrival] {
    decoder.frames(in: bytes).compactMap { frame in
      guard frame.direction == direction.opposite else { return nil }
      switch frame.kind {
      case .beacon: return .beacon(frame.payload)
      case .acknowledgement:
        if frame.session == session { acknowledge(frame.sequence) }
        return nil
      case .data, .part: return accept(frame).map(Arrival.message)
      }
    }
  }

  /// What is to be written now: acknowledgements, and the frame whose turn it is.
  public mutating func output(now: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    for sequence in acknowledgements {
      bytes += Frame(direction, .acknowledgement, session: session, sequence: sequence).line
    }
    acknowledgements = []
    guard let first = queue.first else { return bytes }
    if let resendAt {
      guard now >= resendAt else { return bytes }
      wait = min(wait * 2, Self.longestPatience)
      isRepeated = true
    }
    resendAt = now + wait
    return bytes + first.line
  }

  /// Has the frame that waits sent again at once: the other side has only now begun to listen.
  public mutating func hurry() {
    resendAt = nil
    wait = Self.patience
  }

  /// When `output` will next have something if nothing arrives; nil for never.
  public var nextOutput: UInt64? {
    if !acknowledgements.isEmpty { return 0 }
    return queue.isEmpty ? nil : resendAt ?? 0
  }

  private mutating func acknowledge(_ sequence: UInt32) {
    guard let first = queue.first, first.sequence == sequence else { return }
    queue.removeFirst()
    resendAt = nil
    if !isRepeated { wait = max(wait / 2, Self.patience) }
    isRepeated = false
  }

  private mutating func accept(_ frame: Frame) -> [UInt8]? {
    if frame.session != session {
      guard direction == .toHost, frame.sequence == 1, frame.session != 0 else { return nil }
      begin(frame.session)
    }
    // Its acknowledgement may have been lost: an old frame is acknowledged once more.
    if frame.sequence <= expected { acknowledgements.append(frame.sequence) }
    guard frame.sequence == expected else { return nil }
    expected += 1
    if parts.count + frame.payload.count > Self.longestMessage { parts = [] }
    parts += frame.payload
    guard frame.kind == .data else { return nil }
    defer { parts = [] }
    return parts
  }

  /// Takes up a host's new session: what was meant for the last host is no use to this one.
  private mutating func begin(_ session: UInt32) {
    let damaged = decoder
    self = .agent()
    decoder = damaged
    self.session = session
  }
}

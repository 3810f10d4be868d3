/// One side of a conversation: messages that arrive once each and in order, over a channel that
/// may lose, damage or echo what it is given.
///
/// Up to `window` frames are on the way in each direction. The other side takes them in their order
/// only, so that an acknowledgement holds for all before it too; the first is sent again, alone,
/// until it is acknowledged, and then more again with each that is. The time until then grows with
/// every repetition and shrinks only when a frame is acknowledged that was sent once (Karn and
/// Partridge, 1987, doi:10.1145/55482.55484): else a channel that is slower than expected would
/// carry little but repetitions. It knows no clock and no descriptor: it is told the time, and
/// handed what was read.
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
  /// Bytes of frames after which `output` stops: what was read meanwhile is answered in between.
  static let burstBytes = 64 << 10

  private let direction: Frame.Direction
  /// The session; 0 for an agent that no host has spoken to.
  public private(set) var session: UInt32
  private var decoder = FrameDecoder()
  /// How many frames may be on the way at once.
  private let window: Int
  /// How many may be now: 1 after a frame was lost, and more with each that arrives.
  private var pace: Int
  /// Frames that are not acknowledged; the first `sent` of them may be on the way.
  private var queue: [Frame] = []
  private var sent = 0
  private var nextSequence: UInt32 = 1
  private var expected: UInt32 = 1
  private var parts: [UInt8] = []
  private var acknowledgements: [UInt32] = []
  /// When the first frame of the queue is sent again; nil if that is not known yet.
  private var resendAt: UInt64?
  private var wait = Conversation.patience
  /// The last frame that has been sent, or is to be sent, more than once.
  private var lastRepeated: UInt32 = 0

  /// The host's side, which begins a session of that number, not 0.
  ///
  /// - Parameter window: How many frames it sends at once, from 1. More than 1 is for channels that
  ///   lose nothing: a frame that follows a lost one is sent in vain.
  public static func host(session: UInt32, window: Int = 1) -> Conversation {
    Conversation(direction: .toAgent, session: session, window: window)
  }

  /// An agent's side, which takes up the session of the host that last began one.
  ///
  /// - Parameter window: As of a host.
  public static func agent(window: Int = 1) -> Conversation {
    Conversation(direction: .toHost, session: 0, window: window)
  }

  private init(direction: Frame.Direction, session: UInt32, window: Int) {
    precondition(window >= 1, "at least one frame must be on the way")
    self.direction = direction
    self.session = session
    self.window = window
    pace = window
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
    if sent > 0 {
      if let resendAt, now >= resendAt {
        lastRepeated = queue[sent - 1].sequence
        (sent, pace) = (0, 1)
        wait = min(wait * 2, Self.longestPatience)
      } else if resendAt == nil {
        resendAt = now + wait
      }
    }
    while sent < min(pace, queue.count), bytes.count < Self.burstBytes {
      bytes += queue[sent].line
      if sent == 0 { resendAt = now + wait }
      sent += 1
    }
    return bytes
  }

  /// Has the frame that waits sent again at once: the other side has only now begun to listen.
  public mutating func hurry() {
    sent = 0
    wait = Self.patience
  }

  /// When `output` will next have something if nothing arrives; nil for never.
  public var nextOutput: UInt64? {
    if !acknowledgements.isEmpty || sent < min(pace, queue.count) { return 0 }
    return queue.isEmpty ? nil : resendAt ?? 0
  }

  /// Takes frames up to that sequence number off the queue.
  private mutating func acknowledge(_ sequence: UInt32) {
    guard let first = queue.first, sequence >= first.sequence, sequence < nextSequence else {
      return
    }
    let count = Int(sequence - first.sequence) + 1
    queue.removeFirst(count)
    sent = max(0, sent - count)
    pace = min(window, pace + count)
    resendAt = nil
    if sequence > lastRepeated { wait = max(wait / 2, Self.patience) }
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
    self = .agent(window: window)
    decoder = damaged
    self.session = session
  }
}

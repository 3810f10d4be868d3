/// One frame of a conversation with an agent: a line of printable ASCII that survives on a console
/// which others print on too.
///
/// The line is `~HT1 CCCCCCCC DK SSSSSSSS NNNNNNNN LLLLLL PAYLOAD`: the magic, the CRC-32 of all
/// that follows it, direction and kind, session, sequence number and the payload's length, all in
/// upper-case hexadecimal. In the payload, `~`, `%` and what is not printable are written `%XX`, so
/// that the byte `~` only ever begins a frame.
public struct Frame: Hashable, Sendable {
  /// Who sends it. A terminal may echo what it is sent, and so a side must know its own frames.
  public enum Direction: UInt8, Hashable, Sendable, CaseIterable {
    /// From the host to the agent, `>`.
    case toAgent = 0x3E
    /// From the agent to the host, `<`.
    case toHost = 0x3C

    /// The other way.
    public var opposite: Direction { self == .toAgent ? .toHost : .toAgent }
  }

  /// What it is for.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// The last part of a message, `D`.
    case data = 0x44
    /// A part of a message that goes on, `M`.
    case part = 0x4D
    /// The frame of that sequence number has arrived, `A`. No payload.
    case acknowledgement = 0x41
    /// An agent waits for its host, `B`: in no session, and never acknowledged.
    case beacon = 0x42
  }

  /// The largest payload, in bytes. Longer messages are sent in parts.
  public static let longestPayload = 1 << 20

  /// Who sends it.
  public var direction: Direction
  /// What it is for.
  public var kind: Kind
  /// The conversation that it belongs to; 0 for none.
  public var session: UInt32
  /// Its place in the conversation, from 1; each direction has its own count.
  public var sequence: UInt32
  /// What it carries, at most `longestPayload` bytes.
  public var payload: [UInt8]

  /// That frame.
  public init(
    _ direction: Direction, _ kind: Kind, session: UInt32, sequence: UInt32, payload: [UInt8] = []
  ) {
    self.direction = direction
    self.kind = kind
    self.session = session
    self.sequence = sequence
    self.payload = payload
  }
}

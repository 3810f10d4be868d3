/// Clients that send requests over UDP and wait for the answers: a closed loop.
///
/// A request is one frame of the flow's size. An answer is a message of user data in frames of at
/// most that size. What is lost is asked for again after a timeout (RFC 6298).
public struct RequestPattern: Hashable, Sendable {
  /// User data of an answer, at least 1 B.
  public var response: ByteCount
  /// Requests under way at most, each with a client of its own; at least 1.
  public var clients: Int
  /// Mean time that a client takes from an answer to its next request, exponentially distributed.
  public var think: SimTime
  /// The time that the server takes for a request beyond what its stages cost.
  public var service: SimTime

  /// All its properties.
  public init(
    response: ByteCount, clients: Int = 1, think: SimTime = .zero, service: SimTime = .zero
  ) {
    self.response = response
    self.clients = clients
    self.think = think
    self.service = service
  }
}

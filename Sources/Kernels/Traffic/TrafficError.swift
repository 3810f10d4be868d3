/// Why traffic cannot be generated or received.
public enum TrafficError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A value that no load can have: which, and what to write instead.
  case setting(String)
  /// An interface or its ring.
  case ring(PacketRingError)
  /// A socket: what was tried, with whom, and the errno.
  case socket(operation: String, peer: String, code: Int32)
  /// The run could not be finished: why, and what to do.
  case run(String)

  /// What is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .setting(let text), .run(let text): return text
    case .ring(let error): return error.description
    case .socket(let operation, let peer, let code):
      return "\(peer): \(operation) failed: \(systemText(code))"
    }
  }
}

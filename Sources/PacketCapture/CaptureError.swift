/// Why frames cannot be read from or written to a capture or an interface.
public enum CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be opened, or is no capture.
  case unreadable(file: String, reason: String)
  /// The file ends within a packet, or is damaged.
  case damaged(file: String, packet: Int, reason: String)
  /// Frames that are not Ethernet.
  case linkType(file: String, name: String)
  /// The file cannot be written.
  case unwritable(file: String, reason: String)
  /// The interface cannot be opened, or failed later.
  case interface(name: String, reason: String)

  /// What is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): return "\(file): cannot be read: \(reason)"
    case .damaged(let file, let packet, let reason):
      return "\(file): after packet \(packet): \(reason); capture it again, or cut the file there"
    case .linkType(let file, let name):
      return "\(file): the frames are \(name); only Ethernet (EN10MB) can be forwarded"
    case .unwritable(let file, let reason): return "\(file): cannot be written: \(reason)"
    case .interface(let name, let reason): return "\(name): \(reason)"
    }
  }
}

#if canImport(Glibc)
  import Glibc
#endif

/// Why the machine did not do what a kernel needs: a sentence with the remedy.
public struct MachineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What failed, why, and what to do about it.
  public let description: String

  /// An error with that text.
  public init(_ description: String) { self.description = description }

  /// An error with that text, the reason that `errno` holds, and the remedy.
  static func system(_ what: String, remedy: String) -> MachineError {
    MachineError("\(what): \(reason); \(remedy)")
  }

  /// The reason that `errno` holds, in words.
  static var reason: String { String(cString: strerror(errno)) }
}

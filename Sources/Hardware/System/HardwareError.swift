import Glibc

/// What this machine refused, and what to do about it.
public struct HardwareError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// With that sentence.
  public init(_ description: String) { self.description = description }

  /// A system call's refusal, with the reason that `errno` holds.
  static func system(_ what: String, remedy: String? = nil) -> HardwareError {
    let reason = String(cString: strerror(errno))
    return HardwareError("\(what): \(reason)" + (remedy.map { "; \($0)" } ?? ""))
  }
}

/// Why a rack cannot be built, started or reached.
public enum RackError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Programs are missing, with the packages of Debian that have them.
  case missing(programs: [String], packages: [String])
  /// What was asked for is impossible or makes no sense: the place, the value, the remedy.
  case unusable(String)
  /// Something cannot be done: what, and why.
  case failed(String, String)
  /// The user ended it; everything is as it was before.
  case interrupted

  /// The place, what is wrong, and the remedy.
  public var description: String {
    switch self {
    case .missing(let programs, let packages):
      "PATH: there is no \(programs.joined(separator: ", no ")); install with: "
        + "apt-get install --no-install-recommends \(packages.joined(separator: " "))"
    case .unusable(let text): text
    case .failed(let action, let reason): "cannot \(action): \(reason)"
    case .interrupted: "ended by the user; nothing is left behind"
    }
  }

  /// A failed call of the system, with the reason that `errno` names.
  static func system(_ action: String, _ code: Int32 = errno) -> RackError {
    .failed(action, String(cString: strerror(code)))
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

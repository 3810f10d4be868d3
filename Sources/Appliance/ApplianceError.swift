/// Why a guest's appliance cannot be made.
public enum ApplianceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Something is not there: what, where it was looked for, and how to get it.
  case missing(String, at: String, remedy: String)
  /// A file is not what it should be: where, and what is wrong.
  case malformed(String, String)
  /// Something cannot be done: what, and why.
  case failed(String, String)

  /// The place, what is wrong, and the remedy.
  public var description: String {
    switch self {
    case .missing(let what, let place, let remedy): "\(place): there is no \(what); \(remedy)"
    case .malformed(let path, let problem): "\(path): \(problem)"
    case .failed(let action, let reason): "cannot \(action): \(reason)"
    }
  }
}

/// Why a measurement cannot be made or went wrong.
public enum MeasureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file or a program that is needed is not there; the text says which, and how to get it.
  case missing(String)
  /// The scenario or the testbed asks for what cannot be done here; why, and the remedy.
  case unsupported([String])
  /// An agent answered with something that is no report.
  case answer(agent: String, kernel: String, problem: String)
  /// An agent did not start, or did not answer.
  case agent(name: String, problem: String)
  /// A step of the set-up failed.
  case step(String)
  /// The user ended it.
  case interrupted

  /// The place, what is wrong, and the remedy.
  public var description: String {
    switch self {
    case .missing(let text), .step(let text): return text
    case .unsupported(let texts): return texts.joined(separator: "\n")
    case .answer(let agent, let kernel, let problem):
      return "\(agent): its answer to \(kernel) cannot be read: \(problem); "
        + "is hypertwin-guest there of the same version?"
    case .agent(let name, let problem): return "\(name): \(problem)"
    case .interrupted: return "ended by the user"
    }
  }
}

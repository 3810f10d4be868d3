/// Why an agent did not do what it was asked.
public enum AgentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No answer came in time. `damagedFrames` is how many frames arrived damaged meanwhile.
  case timedOut(agent: String, waitingFor: String, seconds: Double, damagedFrames: Int)
  /// A run was not under way in time though its agent answers; `doing` is what its process does.
  case notUnderWay(agent: String, kernel: String, seconds: Double, doing: String)
  /// The other end of the channel is gone; `lastWords` are what was printed on it last, such as a
  /// kernel's panic.
  case closed(agent: String, waitingFor: String, lastWords: String)
  /// The agent ended for a reason of its own.
  case fatal(agent: String, reason: String)
  /// The agent has started anew in the midst of a session: its machine has been reset.
  case restarted(agent: String, waitingFor: String)
  /// The agent said no.
  case refused(agent: String, request: String, reason: String)
  /// The run has failed or was cancelled.
  case failed(agent: String, kernel: String, reason: String)
  /// What arrived whole is no message of this version.
  case unintelligible(agent: String, reason: String)
  /// `AgentClient.interrupt` was called.
  case interrupted(agent: String, waitingFor: String)
  /// The channel cannot be used; why.
  case channel(agent: String, reason: String)

  /// The agent, what it did not do, and the remedy where there is one.
  public var description: String {
    switch self {
    case .timedOut(let agent, let what, let seconds, let damaged):
      "agent \(agent): no answer to \(what) within \(seconds) s"
        + (damaged == 0
          ? "; see whether it runs" : "; \(damaged) frames arrived damaged: keep its console quiet")
    case .notUnderWay(let agent, let kernel, let seconds, let doing):
      "agent \(agent): \(kernel) was not under way within \(seconds) s: \(doing); see what its "
        + "machine's kernel says, and try again"
    case .closed(let agent, let what, let lastWords):
      "agent \(agent): its channel was closed while waiting for \(what)"
        + (lastWords.isEmpty ? "" : "; the last that it printed: \(lastWords)")
    case .fatal(let agent, let reason): "agent \(agent): it gave up: \(reason)"
    case .restarted(let agent, let what):
      "agent \(agent): it started anew while waiting for \(what): its machine was reset"
    case .refused(let agent, let request, let reason):
      "agent \(agent): refused \(request): \(reason)"
    case .failed(let agent, let kernel, let reason): "agent \(agent): \(kernel) failed: \(reason)"
    case .unintelligible(let agent, let reason):
      "agent \(agent): its message is not understood: \(reason); give it the executable of this "
        + "version"
    case .interrupted(let agent, let what): "agent \(agent): interrupted while waiting for \(what)"
    case .channel(let agent, let reason): "agent \(agent): \(reason)"
    }
  }
}

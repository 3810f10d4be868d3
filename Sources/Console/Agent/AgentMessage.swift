/// What an agent tells its host.
public enum AgentMessage: Hashable, Sendable, Codable {
  /// The answer to the request of that number.
  case reply(id: Int, reply: AgentReply)
  /// Something has happened.
  case event(event: AgentEvent)
}

/// The answer to a request.
public enum AgentReply: Hashable, Sendable, Codable {
  /// It is done, or, for a run, has begun.
  case done
  /// What the agent's machine is.
  case ready(info: AgentInfo)
  /// The counters at this moment.
  case counters(counters: AgentCounters)
  /// What a run's process does, as its system sees it.
  case doing(text: String)
  /// It was not done; why.
  case refused(reason: String)
}

/// What happens at an agent.
public enum AgentEvent: Hashable, Sendable, Codable {
  /// The run is under way; of a receiver: it listens now, so that its sender may begin.
  case started(run: Int)
  /// How far a run has come.
  case progress(run: Int, text: String)
  /// The run is done; the line of JSON is what `hypertwin-guest KERNEL` prints.
  case result(run: Int, line: String)
  /// The run has failed, or was cancelled; why.
  case failed(run: Int, reason: String)
  /// Something that the agent noticed.
  case log(text: String)
  /// The agent cannot go on, and ends; why.
  case fatal(reason: String)

  /// The run that it is about; nil for none.
  public var run: Int? {
    switch self {
    case .started(let run), .progress(let run, _), .result(let run, _), .failed(let run, _): run
    case .log, .fatal: nil
    }
  }
}

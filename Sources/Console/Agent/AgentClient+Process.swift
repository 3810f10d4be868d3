extension AgentClient {
  /// The process that was started to be the agent, on this machine; nil for any other agent.
  public var process: Int32? { child }
}

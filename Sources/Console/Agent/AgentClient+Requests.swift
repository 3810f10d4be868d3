/// The requests that there are. Where no time is given, an answer may take `patience`.
extension AgentClient {
  /// What the agent's machine is now.
  public func info(within limit: Duration? = nil) throws(AgentError) -> AgentInfo {
    let reply = try ask(.info, within: limit)
    guard case .ready(let info) = reply else { throw unexpected(reply, to: "info") }
    return info
  }

  /// Sets up the machine's network.
  ///
  /// - Throws: `AgentError.refused` with the first thing that could not be done; what came before
  ///   it stays.
  public func configure(
    _ configuration: AgentConfiguration, within limit: Duration? = nil
  ) throws(AgentError) {
    try done(.configure(configuration: configuration), limit)
  }

  /// The machine's counters now.
  public func counters(within limit: Duration? = nil) throws(AgentError) -> AgentCounters {
    let reply = try ask(.counters, within: limit)
    guard case .counters(let counters) = reply else { throw unexpected(reply, to: "counters") }
    return counters
  }

  /// Starts a kernel, and returns when it is under way; of a receiver: when it listens.
  ///
  /// - Throws: `AgentError.failed` if it ends before.
  public func start(_ order: AgentRun, within limit: Duration? = nil) throws(AgentError) {
    try done(.run(order: order), limit)
    try waitForStart(of: order.id, order.kernel, limit)
  }

  /// Starts forwarding, and returns when packets are forwarded. `result` of the run gives what was
  /// counted after it is cancelled.
  public func startForwarding(
    _ order: AgentForwarding, within limit: Duration? = nil
  ) throws(AgentError) {
    try done(.forward(order: order), limit)
    try waitForStart(of: order.id, "forward", limit)
  }

  /// Waits for a run's end.
  ///
  /// - Parameters:
  ///   - kernel: What errors call it.
  ///   - onProgress: Called on this thread with how far it has come.
  /// - Returns: The line of JSON that `hypertwin-guest KERNEL` prints.
  /// - Throws: `AgentError`; `failed` with the run's own reason. A run that outlasts its time goes
  ///   on: cancel it.
  public func result(
    of run: Int, _ kernel: String, within limit: Duration,
    onProgress: (String) -> Void = { _ in }
  ) throws(AgentError) -> String {
    let end: Result<String, AgentError> = try wait(
      for: "the result of \(kernel)", within: limit
    ) { event in
      switch event {
      case .progress(run, let text):
        onProgress(text)
        return nil
      case .result(run, let line): return .success(line)
      case .failed(run, let reason):
        return .failure(.failed(agent: name, kernel: kernel, reason: reason))
      default: return nil
      }
    }
    return try end.get()
  }

  /// Runs a kernel from its start to its end.
  ///
  /// A machine that has stopped for good is found out long before a run's time is over: the agent
  /// is asked for an answer now and then.
  ///
  /// - Parameter pulse: How often it is asked. Answering costs it some of the run's time.
  /// - Throws: `AgentError`; `timedOut` also where the agent does not answer within `patience`.
  public func run(
    _ order: AgentRun, within limit: Duration, pulse: Duration = .seconds(60)
  ) throws(AgentError) -> String {
    try start(order, within: limit)
    let end = ContinuousClock.now + limit
    while end - ContinuousClock.now > pulse {
      do throws(AgentError) {
        return try result(of: order.id, order.kernel, within: pulse)
      } catch {
        guard case .timedOut = error else { throw error }
      }
      _ = try info()
    }
    return try result(of: order.id, order.kernel, within: end - ContinuousClock.now)
  }

  /// Ends a run before its time; its result or failure follows.
  public func cancel(_ run: Int, within limit: Duration? = nil) throws(AgentError) {
    try done(.cancel(run: run), limit)
  }

  /// Ends the agent, and the machine if the agent is its init.
  public func powerOff(within limit: Duration? = nil) throws(AgentError) {
    try done(.powerOff, limit)
  }

  private func done(_ request: AgentRequest, _ limit: Duration?) throws(AgentError) {
    let reply = try ask(request, within: limit)
    guard case .done = reply else { throw unexpected(reply, to: request.name) }
  }

  /// An agent whose run is not under way in time is asked what holds it up.
  private func waitForStart(
    of run: Int, _ kernel: String, _ limit: Duration?
  ) throws(AgentError) {
    do throws(AgentError) {
      try seeStart(of: run, kernel, limit)
    } catch {
      guard case .timedOut(_, _, let seconds, _) = error else { throw error }
      guard case .doing(let doing)? = try? ask(.look(run: run)) else { throw error }
      // What the agent said before has arrived with its answer: where the whole machine stood still
      // for a while, the run may be under way.
      do throws(AgentError) {
        try seeStart(of: run, kernel, .zero)
      } catch {
        guard case .timedOut = error else { throw error }
        throw .notUnderWay(agent: name, kernel: kernel, seconds: seconds, doing: doing)
      }
    }
  }

  private func seeStart(
    of run: Int, _ kernel: String, _ limit: Duration?
  ) throws(AgentError) {
    let failure: String? = try wait(for: "the start of \(kernel)", within: limit) { event in
      switch event {
      case .started(run): return .some(nil)
      case .failed(run, let reason): return reason
      default: return nil
      }
    }
    if let failure { throw .failed(agent: name, kernel: kernel, reason: failure) }
  }
}

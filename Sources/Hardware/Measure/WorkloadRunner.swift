import Console
import Model
import Store

/// Runs a scenario's workloads on agents, one after another, each alone.
struct WorkloadRunner {
  /// An agent, and what its machine said of itself.
  struct Station {
    var client: AgentClient
    var info: AgentInfo
    /// The boot whose clock it reads, so that times of two agents with the same one compare; nil
    /// for a guest, whose clock is its own.
    var clock: String?
  }

  /// The scenario.
  let scenario: Scenario
  /// How its network is made here.
  let wiring: Wiring
  /// The agent of each machine that a workload needs.
  let agents: [Place: Station]
  /// How long and with what randomness.
  let settings: MeasureSettings
  /// Told what is being done.
  let progress: (String) -> Void
  /// What counts while a workload runs; nil where nothing does.
  var watch: SampleWatch?

  private final class Counter { var value = 0 }
  private let runs = Counter()

  init(
    scenario: Scenario, wiring: Wiring, agents: [Place: Station], settings: MeasureSettings,
    progress: @escaping (String) -> Void
  ) {
    self.scenario = scenario
    self.wiring = wiring
    self.agents = agents
    self.settings = settings
    self.progress = progress
  }

  /// Runs a workload after a discarded warm-up.
  ///
  /// - Throws: `MeasureError` where it could not be run; a run that was made and may not be used
  ///   is an outcome with its reasons.
  func run(_ workload: Workload) throws(MeasureError) -> Outcome {
    let name = workload.id.name
    switch workload.kind {
    case .pi(let job):
      progress("\(name): warm-up")
      _ = try pi(job, digits: min(job.digits, settings.warmUpDigits), name)
      progress("\(name): \(job.digits) digits")
      return try watching(name) { () throws(MeasureError) in
        try pi(job, digits: job.digits, name)
      }
    case .stream(let job):
      progress("\(name): STREAM")
      // Its first pass is not counted, by its own rules.
      return try watching(name) { () throws(MeasureError) in try stream(job, name) }
    case .flow(let flow):
      let flowRunner = FlowRunner(runner: self, flow: flow, name: name)
      return try flowRunner.run()
    }
  }

  /// Runs a workload and adds what was counted meanwhile, as quantities that begin with `prefix`.
  func watching(
    _ workload: String, prefix: String = "", _ work: () throws(MeasureError) -> Outcome
  ) throws(MeasureError) -> Outcome {
    guard let watch else { return try work() }
    return try watch.counting(workload, prefix, work)
  }

  /// The agent at `place`.
  func agent(_ place: Place) throws(MeasureError) -> Station {
    guard let agent = agents[place] else {
      throw .agent(name: place.description, problem: "no agent was started there")
    }
    return agent
  }

  /// The order of a kernel with a number of its own.
  func order(_ kernel: String, _ words: [String]) -> AgentRun {
    runs.value += 1
    return AgentRun(id: runs.value, kernel: kernel, words: words)
  }

  /// Does something with an agent, whose errors become those of measuring.
  func asking<Value>(
    _ work: () throws(AgentError) -> Value
  ) throws(MeasureError) -> Value {
    do {
      return try work()
    } catch {
      if case .interrupted = error { throw .interrupted }
      throw .step(error.description)
    }
  }

  private func pi(_ job: PiJob, digits: Int, _ name: String) throws(MeasureError) -> Outcome {
    let station = try agent(job.place)
    let order = order("pi", ["digits=\(digits)", "threads=1"])
    let line = try asking { () throws(AgentError) in
      try station.client.run(order, within: settings.longestJob)
    }
    let result = try KernelReport<PiResult>.read(
      line, kernel: "pi", agent: station.client.name)
    var outcome = result.outcome(of: name, asked: digits)
    outcome.raw = [RawResult(source: station.client.name, line: line)]
    return outcome
  }

  private func stream(_ job: StreamJob, _ name: String) throws(MeasureError) -> Outcome {
    let station = try agent(job.place)
    let order = order(
      "stream",
      [
        "array-size=\(job.arraySize.bytes)B", "threads=\(job.threads)", "small-arrays=yes",
        "repetitions=\(settings.streamRepetitions)",
      ])
    let line = try asking { () throws(AgentError) in
      try station.client.run(order, within: settings.longestJob)
    }
    let result = try KernelReport<StreamResult>.read(
      line, kernel: "stream", agent: station.client.name)
    var outcome = result.outcome(of: name)
    outcome.raw = [RawResult(source: station.client.name, line: line)]
    return outcome
  }
}

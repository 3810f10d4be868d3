import Console
import Libvirt
import Model
import Store

/// Makes one sample: a fresh boot, the workloads, and everything as it was before.
///
/// It blocks the calling thread for as long as that takes; use it from a thread of your own.
public struct Sampler: Sendable {
  /// How long things take.
  public var settings: MeasureSettings
  /// The path of the static executable that is the agents.
  public var guest: String
  /// Where journals go.
  public var state: StateFolder
  /// How the reaper is started.
  public var reaper: Reaper.Command?
  /// Whether the user wants it to end.
  public var isCancelled: @Sendable () -> Bool
  /// Told what is being done.
  public var progress: @Sendable (String) -> Void

  /// A sampler of those settings.
  public init(
    settings: MeasureSettings, guest: String, state: StateFolder = .standard(),
    reaper: Reaper.Command? = Reaper.Command(),
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.settings = settings
    self.guest = guest
    self.state = state
    self.reaper = reaper
    self.isCancelled = isCancelled
    self.progress = progress
  }

  /// A sample of `cell`; whatever happens, all that was made is undone before this returns.
  ///
  /// - Throws: `MeasureError.interrupted`, and what could not be undone. A sample that went wrong
  ///   is an outcome that says so.
  public func sample(_ cell: Cell) throws(MeasureError) -> SampleOutcome {
    let started = Timestamp.now
    var options = Executor.Options()
    options.state = state
    options.reaper = reaper
    options.isCancelled = isCancelled
    let executor = Executor(cell.plan, options: options)
    var outcome = Outcome()
    var failure: MeasureError?
    let reader = EnvironmentReader()
    let before = HostCounters(of: reader.files)
    do throws(MeasureError) {
      progress("\(cell.key): set-up")
      do throws(ExecutionError) {
        try executor.apply()
      } catch {
        throw .step(error.description)
      }
      outcome = try run(cell, executor)
    } catch {
      failure = error
    }
    let change = CounterChange(from: before, to: HostCounters(of: reader.files))
    let undone = executor.undo()
    guard undone.isComplete else {
      throw .step(
        "not everything could be undone; run hypertwin clean\n"
          + undone.complaints.joined(separator: "\n"))
    }
    if case .interrupted? = failure { throw .interrupted }
    if isCancelled() { throw .interrupted }
    let invalidity =
      outcome.invalidity
      + change.invalidities().filter { settings.refusesContention || !$0.isContention }
    let verdict: SampleOutcome.Verdict
    if let failure {
      verdict = .failed(failure.description)
    } else {
      verdict = invalidity.isEmpty ? .finished : .invalid(invalidity)
    }
    var inputs = EnvironmentInputs()
    inputs.guests = outcome.machines
    inputs.workloadFlags = [cell.platform]
    inputs.volatile = ["change": change.json]
    let record = reader.record(inputs)
    return SampleOutcome(
      verdict: verdict, started: started, ended: .now, environment: record.entry,
      circumstances: record.circumstances,
      measurements: outcome.measurements, raw: outcome.raw)
  }

  /// Starts the agents, sets the guests up, and runs the workloads.
  private func run(_ cell: Cell, _ executor: Executor) throws(MeasureError) -> Outcome {
    var agents: [Place: WorkloadRunner.Station] = [:]
    var consoles: [ConsoleChannel] = []
    defer {
      agents = [:]
      consoles = []
    }
    for place in cell.places {
      progress("\(cell.key): start of \(place)")
      agents[place] =
        try place.vm == nil
        ? hostAgent(place, cell, executor.run)
        : guestAgent(place, cell, executor, &consoles)
    }
    let runner = WorkloadRunner(
      scenario: cell.scenario, wiring: cell.wiring, agents: agents, settings: settings
    ) { progress("\(cell.key): \($0)") }
    var total = Outcome()
    for (place, station) in agents { total.machines["\(place)"] = station.info.facts }
    for (place, station) in agents.sorted(by: { "\($0.key)" < "\($1.key)" })
    where place.vm != nil {
      total.measurements.append(
        Measurement(
          workload: "\(place)", quantity: "boot", unit: "s", value: station.info.bootSeconds))
    }
    for workload in cell.scenario.workloads {
      guard !isCancelled() else { throw .interrupted }
      let outcome = try runner.run(workload)
      total.measurements += outcome.measurements
      total.invalidity += outcome.invalidity
      total.notes += outcome.notes
      total.raw += outcome.raw
    }
    return total
  }

  /// An agent in the namespace that plays a host.
  private func hostAgent(
    _ place: Place, _ cell: Cell, _ run: RunID
  ) throws(MeasureError) -> WorkloadRunner.Station {
    guard let node = cell.wiring.node(place.host) else {
      throw .agent(name: "\(place)", problem: "the scenario has no such host")
    }
    do throws(AgentError) {
      let client = try AgentClient.spawn(
        name: "\(place)",
        ["ip", "netns", "exec", run.fill(node.namespace), guest, "agent"])
      let info = try client.connect(within: .seconds(settings.agentSeconds))
      return WorkloadRunner.Station(client: client, info: info, hasThisMachinesClock: true)
    } catch {
      throw .step(error.description)
    }
  }

  /// The agent of a guest, whose network it sets up.
  private func guestAgent(
    _ place: Place, _ cell: Cell, _ executor: Executor, _ consoles: inout [ConsoleChannel]
  ) throws(MeasureError) -> WorkloadRunner.Station {
    guard let guests = cell.guests[place],
      let vm = cell.scenario.hosts.first(where: { $0.id == place.host })?
        .vms.first(where: { $0.id == place.vm })
    else { throw .agent(name: "\(place)", problem: "the scenario has no such VM") }
    let role = PlanBuilder.role(place)
    do {
      guard let domain = try executor.domain(uri: guests.connection, role: role) else {
        throw MeasureError.agent(name: "\(place)", problem: "its domain is gone")
      }
      let console = try domain.openConsole()
      consoles.append(console)
      let client = try AgentClient(
        name: "\(place)", input: console.descriptor, output: console.descriptor,
        ownsDescriptors: false)
      let info = try client.connect(within: .seconds(settings.bootSeconds))
      try client.configure(
        AgentConfiguration(
          vm, at: place, wiring: cell.wiring, forwards: vm.nics.count > 1,
          mtu: PlanBuilder.mtu(of: cell.scenario)))
      return WorkloadRunner.Station(client: client, info: info, hasThisMachinesClock: false)
    } catch let error as MeasureError {
      throw error
    } catch {
      throw .step("\(error)")
    }
  }
}

extension Invalidity {
  /// Whether a guest or its host waited for a processor.
  fileprivate var isContention: Bool { kind == .steal || kind == .vcpuDelay }
}

extension AgentInfo {
  /// What stays the same from one boot to the next, for the environment record.
  fileprivate var facts: CanonicalJSON {
    .object([
      "version": .string(version), "kernel": .string(kernel), "clocksource": .string(clockSource),
      "command_line": .string(commandLine), "hypervisor": .string(hypervisor),
      "instruction_set": .string(instructionSet), "processors": .integer(Int64(processors)),
      "drivers": .array(
        interfaces.map { .string("\($0.mac) \($0.driver ?? "none") mtu \($0.mtu)") }),
    ])
  }
}

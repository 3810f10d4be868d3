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
  /// What each sample's record is to say beside the sample itself, such as the preflight's
  /// findings.
  public var circumstances: [String: CanonicalJSON] = [:]
  /// The ways to other machines.
  public var workers: Workers
  /// Whether the user wants it to end.
  public var isCancelled: @Sendable () -> Bool
  /// Told what is being done.
  public var progress: @Sendable (String) -> Void

  /// A sampler of those settings.
  public init(
    settings: MeasureSettings, guest: String, state: StateFolder = .standard(),
    reaper: Reaper.Command? = Reaper.Command(), workers: Workers = Workers(),
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.settings = settings
    self.guest = guest
    self.state = state
    self.reaper = reaper
    self.workers = workers
    self.isCancelled = isCancelled
    self.progress = progress
  }

  /// A sample of `cell`; whatever happens, all that was made is undone before this returns.
  ///
  /// - Throws: `MeasureError.interrupted`, and what could not be undone. A sample that went wrong
  ///   is an outcome that says so.
  public func sample(_ cell: Cell) throws(MeasureError) -> SampleOutcome {
    let started = Timestamp.now
    let run = RunID.random()
    var machines: [SampleMachine] = []
    var outcome = Outcome()
    var failure: MeasureError?
    do throws(MeasureError) {
      machines = try connect(cell)
      progress("\(cell.key): set-up")
      for machine in machines {
        try Self.step { () throws(HardwareError) in
          try machine.machine.apply(machine.part.plan, of: run)
        }
      }
      outcome = try self.run(cell, run, machines)
    } catch {
      failure = error
    }
    let changes = Self.changes(of: machines, &failure)
    try Self.undo(machines)
    if case .interrupted? = failure { throw .interrupted }
    if isCancelled() { throw .interrupted }
    let invalidity = settings.reasonsThatCount(
      outcome.invalidity + changes.flatMap { $0.change.invalidities() })
    let verdict: SampleOutcome.Verdict
    if let failure {
      verdict = .failed(failure.description)
    } else {
      verdict = invalidity.isEmpty ? .finished : .invalid(invalidity)
    }
    let record = try record(cell, run, machines, outcome, changes)
    return SampleOutcome(
      verdict: verdict, started: started, ended: .now, environment: record.entry,
      circumstances: record.circumstances,
      measurements: outcome.measurements, raw: outcome.raw)
  }

  /// Starts the agents, sets the guests up, and runs the workloads.
  private func run(
    _ cell: Cell, _ run: RunID, _ machines: [SampleMachine]
  ) throws(MeasureError) -> Outcome {
    let wiring = try cell.wiring.filled(by: run) { remote, port throws(MeasureError) in
      guard let mac = machines.first(where: { $0.part.machine == remote })?.facts.mac(of: port)
      else {
        throw .step("\(remote?.description ?? LocalMachine.ownName): there is no interface \(port)")
      }
      return mac
    }
    var agents: [Place: WorkloadRunner.Station] = [:]
    defer { agents = [:] }
    for place in cell.places {
      progress("\(cell.key): start of \(place)")
      guard let node = wiring.node(place.host),
        let machine = machines.first(where: { $0.part.machine == node.machine })
      else { throw .agent(name: "\(place)", problem: "the scenario has no such host") }
      agents[place] =
        try place.vm == nil
        ? hostAgent(place, node, machine) : guestAgent(place, cell, wiring, machine)
    }
    var runner = WorkloadRunner(
      scenario: cell.scenario, wiring: wiring, agents: agents, settings: settings
    ) { progress("\(cell.key): \($0)") }
    var total = Outcome()
    let watch = try watch(cell, machines, agents)
    runner.watch = watch
    total.notes = watch.absences.map { "Not counted: \($0)." }
    total.sourcesOfExits = watch.sourcesOfExits
    var guests = try guestFacts(cell, machines)
    for index in guests.domains.indices {
      let place = agents.keys.first { "\($0)" == guests.domains[index].role }
      guests.domains[index].tsc?.guest =
        place.flatMap { agents[$0]?.info.tsc } ?? .unknown("it has no agent")
    }
    let clocks = Self.clockFindings(agents, guests.domains)
    total.notes += clocks.filter { $0.level != .ok }.map(\.sentence)
    total.invalidity += clocks.filter { $0.level == .refuse }.map {
      Invalidity(.tscMode, $0.sentence)
    }
    (total.domains, total.versions) = (guests.domains, guests.versions)
    total.invalidity += Self.strayThreads(of: cell.scenario, guests.domains)
    for (place, station) in agents { total.machines["\(place)"] = station.info.facts }
    for (place, station) in agents.sorted(by: { "\($0.key)" < "\($1.key)" })
    where place.vm != nil {
      total.measurements.append(
        Measurement(
          workload: "\(place)", quantity: "boot", unit: "s", value: station.info.bootSeconds))
    }
    for workload in cell.scenario.workloads {
      guard !isCancelled() else { throw .interrupted }
      let forwarders = OwnForwarders(cell.forwarders, runner)
      total.add(
        try forwarders.forwarding(workload) { () throws(MeasureError) in
          try runner.run(workload)
        })
    }
    total.invalidity += Self.standstill(agents.values.map(\.client.standstill))
    guard settings.countsInstructions else { return total }
    for place in Set(cell.scenario.workloads.compactMap(\.jobPlace)).sorted(by: {
      "\($0)" < "\($1)"
    }) {
      total.add(try runner.probe(place))
    }
    return total.inInstructions()
  }

  /// An agent in the namespace that plays a host.
  private func hostAgent(
    _ place: Place, _ node: Wiring.Node, _ machine: SampleMachine
  ) throws(MeasureError) -> WorkloadRunner.Station {
    try Self.step { () throws in
      let client = try machine.machine.agent("\(place)", inNamespace: node.namespace)
      client.patience = .seconds(settings.answerSeconds)
      let info = try client.connect(within: .seconds(settings.agentSeconds))
      return WorkloadRunner.Station(client: client, info: info, clock: machine.facts.boot)
    }
  }

  /// The agent of a guest, whose network it sets up.
  private func guestAgent(
    _ place: Place, _ cell: Cell, _ wiring: Wiring, _ machine: SampleMachine
  ) throws(MeasureError) -> WorkloadRunner.Station {
    guard let guests = cell.guests[place],
      let vm = cell.scenario.hosts.first(where: { $0.id == place.host })?
        .vms.first(where: { $0.id == place.vm })
    else { throw .agent(name: "\(place)", problem: "the scenario has no such VM") }
    return try Self.step { () throws in
      let client = try machine.machine.agent(
        "\(place)", onConsoleOf: PlanBuilder.role(place), uri: guests.connection)
      client.patience = .seconds(settings.answerSeconds)
      let info = try client.connect(within: .seconds(settings.bootSeconds), isFresh: true)
      try client.configure(
        AgentConfiguration(
          vm, at: place, wiring: wiring,
          forwards: vm.nics.count > 1 && !cell.forwarders.contains(place),
          mtu: PlanBuilder.mtu(of: cell.scenario)))
      return WorkloadRunner.Station(client: client, info: info, clock: nil)
    }
  }

  /// Makes every error one of measuring.
  static func step<Value, Failure: Error>(
    _ work: () throws(Failure) -> Value
  ) throws(MeasureError) -> Value {
    do throws(Failure) {
      return try work()
    } catch {
      if let error = error as? MeasureError { throw error }
      throw .step("\(error)")
    }
  }
}

extension Workload {
  /// Where it computes; nil for a flow.
  fileprivate var jobPlace: Place? {
    switch kind {
    case .pi(let job): job.place
    case .stream(let job): job.place
    case .flow: nil
    }
  }
}

extension AgentInfo {
  /// How it reads the time-stamp counter, as the hypervisor says to it.
  fileprivate var tsc: Fact {
    guard hypervisor.hasPrefix("xen") else {
      return .unknown("only Xen tells its guests; others read the processor's own")
    }
    return tscMode.map { .known($0) } ?? .unknown("Xen does not answer the guest's CPUID")
  }

  /// What stays the same from one boot to the next, for the environment record.
  fileprivate var facts: CanonicalJSON {
    .object([
      "version": .string(version), "kernel": .string(kernel), "clocksource": .string(clockSource),
      "tsc": tsc.json,
      "command_line": .string(commandLine), "hypervisor": .string(hypervisor),
      "instruction_set": .string(instructionSet), "processors": .integer(Int64(processors)),
      "drivers": .array(
        // Hardware addresses are each run's own.
        interfaces.map { .string("\($0.name) \($0.driver ?? "none") mtu \($0.mtu)") }),
    ])
  }
}

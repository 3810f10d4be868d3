import Console
import FoundationEssentials
import Libvirt
import Model

/// A machine on which a part of a run is carried out: this one, or another behind a worker. Its
/// calls block; use it from one thread at a time.
protocol RunMachine: AnyObject {
  /// What errors call it.
  var name: String { get }
  /// What has applied its part, on this machine; nil before, and for another machine, whose worker
  /// has it.
  var executor: Executor? { get }
  /// What it is and has now.
  func facts() throws(HardwareError) -> MachineFacts
  /// Applies a part of the plan; if that fails, all of it is undone before this throws.
  func apply(_ plan: Plan, of run: RunID) throws(HardwareError)
  /// Undoes what was applied. What was left alone or failed, as sentences, and whether nothing
  /// remains to be tried.
  func undo() -> (complaints: [String], isComplete: Bool)
  /// A client of an agent that this starts in a namespace of the run.
  func agent(_ name: String, inNamespace namespace: String) throws(HardwareError) -> AgentClient
  /// A client of the agent on the console of the run's domain in that role.
  func agent(_ name: String, onConsoleOf role: String, uri: String) throws(HardwareError)
    -> AgentClient
  /// What is known there of those guests of the run.
  func guestFacts(_ guests: [GuestPlace]) throws(HardwareError) -> GuestFacts
  /// Its counters at this moment.
  func counters() throws(HardwareError) -> HostCounters
  /// What it counts of itself and of those guests of the run, at this moment.
  func reading(_ guests: [GuestPlace]) throws(HardwareError) -> MachineReading
  /// Its environment record, with what `inputs` adds.
  func record(_ inputs: EnvironmentInputs) throws(HardwareError) -> EnvironmentRecord
}

/// This machine.
final class LocalMachine: RunMachine {
  let name: String = LocalMachine.ownName
  private let options: Executor.Options
  private let guest: String
  private let reader = EnvironmentReader()
  private(set) var executor: Executor?
  private var consoles: [ConsoleChannel] = []

  /// What this machine is called among others.
  static let ownName = "this machine"

  /// This machine, whose agents are the executable at that path.
  init(options: Executor.Options, guest: String) {
    self.options = options
    self.guest = guest
  }

  func facts() throws(HardwareError) -> MachineFacts { try MachineFacts.read() }

  func apply(_ plan: Plan, of run: RunID) throws(HardwareError) {
    let executor = Executor(plan, run: run, options: options)
    do throws(ExecutionError) {
      try executor.apply()
    } catch {
      throw HardwareError(error.description)
    }
    self.executor = executor
  }

  func undo() -> (complaints: [String], isComplete: Bool) {
    consoles = []
    guard let executor else { return ([], true) }
    self.executor = nil
    let report = executor.undo()
    return (report.complaints, report.isComplete)
  }

  func agent(
    _ name: String, inNamespace namespace: String
  ) throws(HardwareError) -> AgentClient {
    do throws(AgentError) {
      return try AgentClient.spawn(
        name: name, ["ip", "netns", "exec", namespace, guest, "agent"])
    } catch {
      throw HardwareError(error.description)
    }
  }

  func agent(
    _ name: String, onConsoleOf role: String, uri: String
  ) throws(HardwareError) -> AgentClient {
    guard let domain = try executor?.domain(uri: uri, role: role) else {
      throw HardwareError("\(name): its domain is gone")
    }
    do {
      let console = try domain.openConsole()
      consoles.append(console)
      return try AgentClient(
        name: name, input: console.descriptor, output: console.descriptor, ownsDescriptors: false)
    } catch {
      throw HardwareError("\(error)")
    }
  }

  func guestFacts(_ guests: [GuestPlace]) throws(HardwareError) -> GuestFacts {
    guard let executor else { throw HardwareError("\(name): no plan has been applied") }
    return try GuestFacts(of: guests, executor)
  }

  func counters() throws(HardwareError) -> HostCounters { HostCounters(of: reader.files) }

  func reading(_ guests: [GuestPlace]) throws(HardwareError) -> MachineReading {
    guard let executor else { throw HardwareError("\(name): no plan has been applied") }
    return try MachineReading(of: guests, executor, files: reader.files)
  }

  func record(_ inputs: EnvironmentInputs) throws(HardwareError) -> EnvironmentRecord {
    reader.record(inputs)
  }
}

/// A machine behind a worker.
final class WorkerMachine: RunMachine {
  let name: String
  var executor: Executor? { nil }
  private let client: WorkerClient
  private let guest: String
  private let slowness: Double
  private var isApplied = false

  /// Seconds that a machine may take to apply or undo its part, on real hardware.
  private static let patience = 300.0
  private var patience: Double { Self.patience * slowness }

  /// The machine of that worker, whose agents are the file of that hash, which it has.
  ///
  /// - Parameter slowness: As `MeasureSettings.slowness`.
  init(_ client: WorkerClient, guest: String, slowness: Double = 1) {
    name = client.name
    self.client = client
    self.guest = guest
    self.slowness = slowness
  }

  func facts() throws(HardwareError) -> MachineFacts { try client.facts() }

  func apply(_ plan: Plan, of run: RunID) throws(HardwareError) {
    let part: PlanPart
    do {
      part = PlanPart(
        run: run, name: name, plan: try plan.json(), hash: try plan.hash(), slowness: slowness)
    } catch {
      throw HardwareError("the plan cannot be encoded: \(error)")
    }
    isApplied = true
    try client.order(.apply(part: part), within: patience)
  }

  func undo() -> (complaints: [String], isComplete: Bool) {
    guard isApplied else { return ([], true) }
    isApplied = false
    do throws(HardwareError) {
      let reply = try client.ask(.undo, within: patience)
      guard case .undone(let complaints, let isComplete) = reply else {
        throw client.unexpected(reply, to: "undoing")
      }
      return (complaints.map { "\(name): \($0)" }, isComplete)
    } catch {
      return (
        [
          "\(error); what was made there is undone there by itself within a minute, and "
            + "`hypertwin clean --dry-run` there tells of it"
        ], false
      )
    }
  }

  func agent(
    _ name: String, inNamespace namespace: String
  ) throws(HardwareError) -> AgentClient {
    try client.agent(name, at: .namespace(name: namespace, guest: guest))
  }

  func agent(
    _ name: String, onConsoleOf role: String, uri: String
  ) throws(HardwareError) -> AgentClient {
    try client.agent(name, at: .console(uri: uri, role: role))
  }

  func guestFacts(_ guests: [GuestPlace]) throws(HardwareError) -> GuestFacts {
    let reply = try client.ask(.guests(guests: guests), within: 60)
    guard case .guests(let facts) = reply else {
      throw client.unexpected(reply, to: "its guests")
    }
    return facts
  }

  func counters() throws(HardwareError) -> HostCounters {
    let reply = try client.ask(.counters, within: 30)
    guard case .counters(let counters) = reply else {
      throw client.unexpected(reply, to: "its counters")
    }
    return counters
  }

  func reading(_ guests: [GuestPlace]) throws(HardwareError) -> MachineReading {
    let reply = try client.ask(.reading(guests: guests), within: 60)
    guard case .reading(let reading) = reply else {
      throw client.unexpected(reply, to: "what its guests count")
    }
    return reading
  }

  /// The worker knows its own machine; what is known of domains and guests is in the coordinator's
  /// record.
  func record(_ inputs: EnvironmentInputs) throws(HardwareError) -> EnvironmentRecord {
    let reply = try client.ask(.record(interfaces: inputs.interfaces), within: 60)
    guard case .record(let stable, let volatile) = reply else {
      throw client.unexpected(reply, to: "its environment record")
    }
    return EnvironmentRecord(stable: stable, volatile: volatile)
  }
}

import FoundationEssentials
import Glibc
import Libvirt
import Model

/// The thread of a worker that does what is asked, one request after another.
final class WorkerJobs: @unchecked Sendable {
  // All but what `desk` guards is the thread's own.
  private let desk: Signal<WorkerDesk>
  private let waker: Waker
  private let state: StateFolder
  private let cache: FileCache
  private let reaper: Reaper.Command?
  private var executor: Executor?
  /// Files that were sent in this connection, by their hashes.
  private var arriving: Set<String> = []

  init(
    desk: Signal<WorkerDesk>, waker: Waker, state: StateFolder, cache: FileCache,
    reaper: Reaper.Command?
  ) {
    self.desk = desk
    self.waker = waker
    self.state = state
    self.cache = cache
    self.reaper = reaper
  }

  private enum Turn {
    case job(WorkerDesk.Job)
    case end
  }

  /// Works until the coordinator is gone, and then undoes what is left.
  func run() {
    cache.removeAbandoned()
    while true {
      let next: Turn? = desk.wait(seconds: 60) { desk in
        if desk.isEnding { return .end }
        return desk.jobs.isEmpty ? nil : .job(desk.jobs.removeFirst())
      }
      guard let next else { continue }
      guard case .job(let job) = next else { break }
      let reply = answer(job.request, payload: job.payload)
      if let bytes = try? WorkerWire.bytes(WorkerMessage.reply(id: job.id, reply: reply)) {
        desk.with { $0.outbox.append(bytes) }
      }
      waker.ring()
    }
    cache.removeUnfinished(arriving)
    let complaints = undo().complaints
    desk.with { $0.complaints = complaints }
  }

  private func answer(_ request: WorkerRequest, payload: [UInt8]) -> WorkerReply {
    do throws(HardwareError) {
      switch request {
      case .hello(WorkerRequest.version, let silence):
        // At least a second, so that no coordinator cuts itself off.
        desk.with { $0.silence = max(1, silence) }
        return .ready(facts: try MachineFacts.read())
      case .hello(let version, _):
        return .refused(
          reason: "the coordinator speaks version \(version) and this worker "
            + "\(WorkerRequest.version); install the same hypertwin on both")
      case .ping: return .done
      case .facts: return .ready(facts: try MachineFacts.read())
      case .missing(let files): return .missing(files: cache.missing(files))
      case .put(let file, let offset, let size):
        arriving.insert(file)
        try cache.put(payload, at: offset, of: file, size: size)
        return .done
      case .apply(let part):
        try apply(part)
        return .done
      case .undo:
        let report = undo()
        return .undone(complaints: report.complaints, isComplete: report.isComplete)
      case .connect(let channel, let place):
        let end = try connect(place)
        desk.with { $0.channels[channel] = end }
        return .done
      case .disconnect(let channel):
        desk.with { $0.channels.removeValue(forKey: channel) }?.end()
        return .done
      case .guests(let guests):
        guard let executor else { throw HardwareError("no plan has been applied") }
        return .guests(facts: try GuestFacts(of: guests, executor))
      case .counters: return .counters(counters: HostCounters())
      case .reading(let guests):
        guard let executor else { throw HardwareError("no plan has been applied") }
        return .reading(reading: try MachineReading(of: guests, executor))
      case .record(let interfaces):
        var inputs = EnvironmentInputs()
        inputs.interfaces = interfaces
        let record = EnvironmentReader().record(inputs)
        return .record(stable: record.stable, volatile: record.volatile)
      case .examine(let examination):
        return .findings(findings: examination.findings(stateFolder: state.path))
      case .clean(let isDry): return .cleaned(runs: try Clean.all(in: state, isDry: isDry))
      }
    } catch {
      return .refused(reason: error.description)
    }
  }

  private func apply(_ part: PlanPart) throws(HardwareError) {
    guard self.executor == nil else {
      throw HardwareError("a plan has been applied already; undo it first")
    }
    let plan: Plan
    let hash: String
    do {
      let decoder = JSONDecoder()
      hash = try Plan(try decoder.decode([Action].self, from: Data(part.plan.utf8))).hash()
      plan = Plan(
        try decoder.decode([Action].self, from: Data(cache.fill(part.plan).utf8)))
    } catch {
      throw HardwareError(
        "the plan is not understood: \(error); install the same hypertwin on both machines")
    }
    guard hash == part.hash else {
      throw HardwareError(
        "the plan arrived as \(hash) and was shown as \(part.hash); install the same hypertwin on "
          + "both machines")
    }
    var options = Executor.Options()
    options.state = state
    options.part = part.name
    options.reaper = reaper
    options.slowness = max(1, part.slowness)
    let desk = desk
    options.isCancelled = { desk.with { $0.isEnding } }
    let executor = Executor(plan, run: part.run, options: options)
    do throws(ExecutionError) {
      try executor.apply()
    } catch {
      throw HardwareError(error.description)
    }
    self.executor = executor
  }

  /// Ends all agents, and undoes what was applied.
  private func undo() -> (complaints: [String], isComplete: Bool) {
    let channels = desk.with { desk in
      defer { desk.channels = [:] }
      return desk.channels
    }
    waker.ring()
    for (_, channel) in channels.sorted(by: { $0.key < $1.key }) { channel.end() }
    guard let executor else { return ([], true) }
    let report = executor.undo()
    self.executor = nil
    return (report.complaints, report.isComplete)
  }

  private func connect(_ place: AgentPlace) throws(HardwareError) -> WorkerChannel {
    guard let executor else { throw HardwareError("no plan has been applied") }
    switch place {
    case .namespace(let name, let guest):
      // Nothing but a namespace that this run made, and a file that was sent.
      guard executor.makesNamespace(name) else {
        throw HardwareError("the run has no namespace \(name)")
      }
      guard FileCache.isHash(guest), cache.missing([guest]).isEmpty else {
        throw HardwareError("the file \(guest) has not been sent")
      }
      return try WorkerChannel(namespace: name, guest: cache.path(guest))
    case .console(let uri, let role):
      guard let domain = try executor.domain(uri: uri, role: role) else {
        throw HardwareError("the domain \(role) is gone")
      }
      do throws(LibvirtError) {
        return WorkerChannel(try domain.openConsole())
      } catch {
        throw HardwareError(error.description)
      }
    }
  }
}

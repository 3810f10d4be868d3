import Glibc
import Libvirt

/// Applies a plan and undoes it.
///
/// Each action's intent is on disk before the action begins. What a run has made is undone by
/// `undo`, by itself where an action fails, by the reaper where this process dies, and by
/// `Clean` where both do. Use it from one thread, which its calls block.
public final class Executor {
  /// What an executor is told beside the plan.
  public struct Options: Sendable {
    /// Where the journal goes.
    public var state = StateFolder.standard()
    /// What distinguishes the journal from those of the run's other parts; nil for the only one.
    public var part: String?
    /// How the reaper is started; nil for a run without one, which dies at its own risk.
    public var reaper: Reaper.Command?
    /// How many times longer than on real hardware tools may run and taps may take to appear, at
    /// least 1; see `MeasureSettings.slowness`.
    public var slowness = 1.0
    /// Whether to stop before the next action.
    public var isCancelled: @Sendable () -> Bool = { false }
    /// Told of each step when its record is on disk.
    public var observer: @Sendable (Step) -> Void = { _ in }

    /// The standard state folder and no reaper.
    public init() {}
  }

  /// How far an action has come.
  public enum Step: Hashable, Sendable {
    /// It is about to be done.
    case intent(sequence: Int, Action)
    /// It has been done; with what the user should know, if anything.
    case done(sequence: Int, Action, note: String?)
    /// It has been undone, or could not be.
    case undone(sequence: Int, Action, UndoOutcome)
  }

  /// The run.
  public let run: RunID
  /// The plan.
  public let plan: Plan
  private let options: Options
  private let hypervisors = Hypervisors()
  private var journal: Journal?
  private var reaper: Reaper.Handle?

  /// An executor of `plan` as `run`, which has done nothing yet.
  public init(_ plan: Plan, run: RunID = .random(), options: Options = Options()) {
    self.plan = plan
    self.run = run
    self.options = options
  }

  /// Applies the plan. If an action fails, or the run is cancelled, all is undone before this
  /// throws.
  ///
  /// - Throws: `ExecutionError` with what failed and what could not be undone.
  public func apply() throws(ExecutionError) {
    do throws(HardwareError) {
      let actions = try begin()
      for (sequence, action) in actions.enumerated() {
        guard !options.isCancelled() else { throw HardwareError("the run was cancelled") }
        try perform(action, sequence: sequence)
      }
    } catch {
      throw ExecutionError(problem: error.description, undoing: undo())
    }
  }

  /// Undoes all that was done, the last first, and ends the run. A second call does nothing.
  @discardableResult
  public func undo() -> UndoReport {
    guard let journal else { return UndoReport(run: run, entries: []) }
    let undoer = Undoer(
      run: run, tool: tool(journal), hypervisors: hypervisors)
    var report = UndoReport.undo(journal, with: undoer, run: run) { entry, outcome in
      options.observer(.undone(sequence: entry.sequence, entry.action, outcome))
    }
    hypervisors.close()
    // Without the lock, the reaper sees the end, or tries again what failed here.
    journal.release()
    self.journal = nil
    if let problem = reaper?.standDown() { report.problems.append(problem) }
    reaper = nil
    return report
  }

  /// The run's domain in `role` at `uri`; nil if it is gone.
  ///
  /// - Throws: `HardwareError` if the hypervisor does not answer.
  public func domain(uri: String, role: String) throws(HardwareError) -> Domain? {
    try hypervisors.domain(uri: uri, role: Names.label(role), run: run)
  }

  /// The run's connection to a hypervisor, with which its domains end.
  ///
  /// - Throws: `HardwareError` if nothing answers there.
  public func connection(_ uri: String) throws(HardwareError) -> Connection {
    try hypervisors.connection(uri)
  }

  /// Whether the plan makes that namespace, by its name in this run.
  func makesNamespace(_ name: String) -> Bool {
    plan.actions.contains { action in
      if case .createNamespace(let template) = action { run.fill(template) == name } else { false }
    }
  }

  private func tool(_ journal: Journal) -> Tool {
    var tool = Tool(lock: journal.descriptor)
    tool.patience *= options.slowness
    return tool
  }

  private func begin() throws(HardwareError) -> [Action] {
    guard journal == nil else { throw HardwareError("the run has been applied already") }
    let problems = plan.problems
    guard problems.isEmpty else { throw HardwareError(problems.joined(separator: "\n")) }
    guard geteuid() == 0 || !plan.needsRoot else {
      throw HardwareError("only root may change this machine; run it with sudo")
    }
    let actions: [Action]
    let hash: String
    do {
      actions = try plan.actions(of: run)
      hash = try plan.hash()
    } catch {
      throw HardwareError("the plan cannot be encoded: \(error)")
    }
    let journal = try Journal.create(
      JournalHeader(
        run: run, part: options.part, boot: Boot.current(), process: getpid(), plan: hash),
      in: options.state)
    self.journal = journal
    if let command = options.reaper { reaper = try Reaper.start(command, journal: journal) }
    try journal.publish(in: options.state)
    return actions
  }

  private func perform(_ action: Action, sequence: Int) throws(HardwareError) {
    guard let journal else { throw HardwareError("the run has no journal") }
    let performer = Performer(
      run: run, tool: tool(journal), hypervisors: hypervisors, slowness: options.slowness)
    let place = "action \(sequence + 1), \(action.summary)"
    do throws(HardwareError) {
      let before = try performer.prepare(action)
      try journal.append(.intent(sequence: sequence, action: action, before: before))
      options.observer(.intent(sequence: sequence, action))
      let after: After
      do throws(HardwareError) {
        after = try performer.perform(action, before: before)
      } catch {
        try? journal.append(.failed(sequence: sequence, problem: error.description))
        throw error
      }
      try journal.append(.done(sequence: sequence, after: after))
      options.observer(.done(sequence: sequence, action, note: after.note))
    } catch {
      throw HardwareError("\(place): \(error)")
    }
  }
}

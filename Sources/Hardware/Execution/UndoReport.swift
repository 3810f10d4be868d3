/// What became of the undoing of a run.
public struct UndoReport: Hashable, Sendable {
  /// One action.
  public struct Entry: Hashable, Sendable {
    /// The action, with the run's own names.
    public var action: Action
    /// What became of it.
    public var outcome: UndoOutcome
  }

  /// The run.
  public var run: RunID
  /// The actions in the order of their undoing.
  public var entries: [Entry]
  /// What went wrong beside the actions.
  public var problems: [String] = []

  /// Whether nothing remains to be tried.
  public var isComplete: Bool {
    problems.isEmpty && entries.allSatisfy(\.outcome.isFinal)
  }

  /// What was left alone or failed, as sentences.
  public var complaints: [String] {
    problems
      + entries.compactMap { entry in
        switch entry.outcome {
        case .undone, .gone: nil
        case .notOurs(let reason): "left alone: \(entry.action.undoSummary): \(reason)"
        case .failed(let reason): "not done: \(entry.action.undoSummary): \(reason)"
        }
      }
  }

  /// Undoes the rest of a journal, writes in it what became of each action, and ends it if nothing
  /// remains. With an undoer that only looks, the journal stays as it is.
  static func undo(
    _ journal: Journal, with undoer: Undoer, run: RunID,
    observer: (JournalContents.Entry, UndoOutcome) -> Void = { _, _ in }
  ) -> UndoReport {
    var report = UndoReport(run: run, entries: [])
    do throws(HardwareError) {
      var failure: HardwareError?
      undoer.undo(try journal.contents()) { entry, outcome in
        report.entries.append(Entry(action: entry.action, outcome: outcome))
        if !undoer.isDry {
          // That the disk is full must not keep the rest from being undone.
          do throws(HardwareError) {
            try journal.append(.undone(sequence: entry.sequence, outcome: outcome))
          } catch {
            failure = error
          }
        }
        observer(entry, outcome)
      }
      if let failure { throw failure }
      if report.isComplete, !undoer.isDry { try journal.end() }
    } catch {
      report.problems.append(error.description)
    }
    return report
  }
}

/// Why a plan was not applied. What had been done is undone, but for what `undoing` complains of.
public struct ExecutionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public var problem: String
  /// What became of the undoing.
  public var undoing: UndoReport

  /// The problem, and below it what could not be undone.
  public var description: String { ([problem] + undoing.complaints).joined(separator: "\n") }
}

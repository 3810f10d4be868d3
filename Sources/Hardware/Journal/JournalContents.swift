import FoundationEssentials

/// What a journal tells.
public struct JournalContents: Hashable, Sendable {
  /// An action and how far it came.
  public struct Entry: Hashable, Sendable {
    /// Its number.
    public var sequence: Int
    /// The action, with the run's own names.
    public var action: Action
    /// What was before it.
    public var before: Before
    /// What it left; nil if it was not finished.
    public var after: After?
    /// Why it failed; nil if it did not, or if nobody lived to say so.
    public var problem: String?
    /// What became of its undoing; nil if that was not tried.
    public var outcome: UndoOutcome?
  }

  /// The first line; nil if even that is torn, and then nothing was done.
  public var header: JournalHeader?
  /// The actions in their order.
  public var entries: [Entry] = []
  /// Whether nothing is left to undo.
  public var isEnded = false
  /// Lines that could not be read: a last line is torn where the machine or the process died.
  public var unreadableLines = 0

  /// From the journal's text. A line that cannot be read belongs to an action that was not begun,
  /// or to one whose intent stands above it.
  public init(_ text: some StringProtocol) {
    let decoder = JSONDecoder()
    var places: [Int: Int] = [:]
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      guard let record = try? decoder.decode(JournalRecord.self, from: Data(line)) else {
        unreadableLines += 1
        continue
      }
      switch record {
      case .run(let header): self.header = header
      case .intent(let sequence, let action, let before):
        places[sequence] = entries.count
        entries.append(Entry(sequence: sequence, action: action, before: before))
      case .done(let sequence, let after): places[sequence].map { entries[$0].after = after }
      case .failed(let sequence, let problem):
        places[sequence].map { entries[$0].problem = problem }
      case .undone(let sequence, let outcome):
        places[sequence].map { entries[$0].outcome = outcome }
      case .end: isEnded = true
      }
    }
  }

  /// The actions that are still to be undone, the last first.
  public var outstanding: [Entry] {
    entries.reversed().filter { !($0.outcome?.isFinal ?? false) }
  }
}

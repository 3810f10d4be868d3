/// One line of a journal.
public enum JournalRecord: Hashable, Sendable, Codable {
  /// The first line.
  case run(JournalHeader)
  /// An action is about to be done. Its sequence number counts from 0.
  case intent(sequence: Int, action: Action, before: Before)
  /// It has been done.
  case done(sequence: Int, after: After)
  /// It has failed, perhaps half-way.
  case failed(sequence: Int, problem: String)
  /// It has been undone, or needs no undoing any more.
  case undone(sequence: Int, outcome: UndoOutcome)
  /// Nothing is left to undo.
  case end
}

/// What a journal says of its run.
public struct JournalHeader: Hashable, Sendable, Codable {
  /// The run.
  public var run: RunID
  /// What distinguishes it from the run's other parts; nil for the only one.
  public var part: String?
  /// The boot during which it ran.
  public var boot: String
  /// The process that ran it.
  public var process: Int32
  /// The hash of its plan.
  public var plan: String
}

/// What undoing an action needs to know of the time before it.
public struct Before: Hashable, Sendable, Codable {
  /// The previous value of a parameter or knob.
  public var previous: String?
  /// The features of an interface that were on, of those that are to be off.
  public var features: [String]?
  /// Whether an interface was up.
  public var wasUp: Bool?
  /// The arguments of `ip` that bring back an interface's addresses and routes.
  public var restoring: [[String]]?
  /// Whether an interface is a physical one, which outlives any domain.
  public var isPhysical: Bool?

  /// Nothing.
  public init() {}
}

/// What an action left that helps to recognise its work.
public struct After: Hashable, Sendable, Codable {
  /// The device of a namespace's file.
  public var device: UInt64?
  /// The inode of a namespace's file.
  public var inode: UInt64?
  /// What the reader should know, such as a tool that is missing.
  public var note: String?

  /// Nothing.
  public init() {}
}

/// What became of the undoing of one action.
public enum UndoOutcome: Hashable, Sendable, Codable {
  /// It was undone.
  case undone
  /// There was nothing, or nothing any more.
  case gone(String)
  /// Something is there that is not this run's, or was changed by another since: it was left alone.
  case notOurs(String)
  /// It could not be undone.
  case failed(String)

  /// Whether nothing remains to be tried.
  public var isFinal: Bool {
    if case .failed = self { false } else { true }
  }
}

import Glibc

/// Undoes what dead runs have left.
public enum Clean {
  /// A journal of a run that has not ended, and what is known of it.
  public struct Left: Hashable, Sendable {
    /// The journal's path.
    public var journal: String
    /// Whether its run still lives, or is being undone: then it is left alone.
    public var isAlive: Bool
    /// What it tells; empty for a run that lives.
    public var contents: JournalContents
  }

  /// What became of the run of a journal.
  public struct Result: Hashable, Sendable, Codable {
    /// The journal's path.
    public var journal: String
    /// Whether the run lives, and so was left alone.
    public var isAlive: Bool
    /// The run; empty for one that lives.
    public var run = ""
    /// What was undone, or would be, in the order of undoing.
    public var actions: [String] = []
    /// What was left alone or failed, as sentences.
    public var complaints: [String] = []
    /// Whether nothing remains to be tried.
    public var isComplete = true
  }

  /// Undoes every run that has left a journal in `folder` and is dead, or only looks what would be
  /// undone. Runs that had nothing left to undo are not in the result.
  ///
  /// - Throws: `HardwareError` if the folder or a journal cannot be read.
  public static func all(
    in folder: StateFolder, isDry: Bool
  ) throws(HardwareError) -> [Result] {
    var results: [Result] = []
    for left in try list(in: folder) {
      var result = Result(journal: left.journal, isAlive: left.isAlive)
      if !left.isAlive {
        guard let report = try undo(journal: left.journal, isDry: isDry) else { continue }
        result.run = report.run.description
        result.actions = report.entries.map(\.action.undoSummary)
        result.complaints = report.complaints
        result.isComplete = report.isComplete
      }
      results.append(result)
    }
    return results
  }

  /// All runs that have left a journal in `folder`, in the order of their names.
  ///
  /// - Throws: `HardwareError` if the folder cannot be read. That there is none is no error.
  public static func list(in folder: StateFolder) throws(HardwareError) -> [Left] {
    var result: [Left] = []
    for name in try names(in: folder.runs) {
      let path = "\(folder.runs)/\(name)"
      guard access(path, F_OK) == 0 else { continue }
      let journal = try Journal.open(path, patient: false)
      defer { journal?.release() }
      let contents = try journal?.contents()
      result.append(
        Left(
          journal: path, isAlive: journal == nil, contents: contents ?? JournalContents("")))
    }
    return result
  }

  /// Undoes the run of a journal, or only looks what would be undone.
  ///
  /// - Returns: what was undone; nil for a run that lives, or has nothing left to undo.
  /// - Throws: `HardwareError` if the journal cannot be read.
  public static func undo(
    journal path: String, isDry: Bool
  ) throws(HardwareError) -> UndoReport? {
    guard let journal = try Journal.open(path, patient: false) else { return nil }
    defer { journal.release() }
    return try undo(journal, isDry: isDry)
  }

  static func undo(_ journal: Journal, isDry: Bool) throws(HardwareError) -> UndoReport? {
    let contents = try journal.contents()
    guard !contents.isEnded else { return nil }
    guard let header = contents.header else {
      // Not even the first line was whole, so nothing was begun.
      if !isDry { try journal.end() }
      return nil
    }
    var undoer = Undoer(
      run: header.run, tool: Tool(lock: journal.descriptor), hypervisors: Hypervisors())
    undoer.isDry = isDry
    undoer.isOrphaned = true
    return UndoReport.undo(journal, with: undoer, run: header.run)
  }

  private static func names(in folder: String) throws(HardwareError) -> [String] {
    guard let stream = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw .system("the folder \(folder) cannot be read")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".journal") { names.append(name) }
    }
    return names.sorted()
  }
}

internal import CMachine
import FoundationEssentials
import Glibc

/// The file in which a run says what it is about to do before it does it.
///
/// JSON lines in STATE/runs/RUN.journal or RUN-PART.journal, each on disk before the next action
/// begins. Who writes it holds a lock on it, and so does every tool that he has started: where the
/// lock can be had, the run and all its helpers are dead. Use it from one thread at a time.
public final class Journal {
  /// The file.
  public let path: String
  /// Its descriptor, which holds the lock.
  let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Begins the journal of a run, locked by this process. It gets its name by `publish`,
  /// and is gone without a trace if the process dies before.
  ///
  /// On a file system without nameless files it has its name at once.
  ///
  /// - Throws: `HardwareError` if the file cannot be made or brought to disk.
  public static func create(
    _ header: JournalHeader, in folder: StateFolder
  ) throws(HardwareError) -> Journal {
    try folder.create()
    let path = folder.journal(of: header.run, part: header.part)
    var descriptor = hypertwin_nameless_file(folder.runs, O_RDWR | O_APPEND, 0o600)
    if descriptor < 0 {
      descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }
    guard descriptor >= 0 else { throw .system("the journal \(path) cannot be made") }
    let journal = Journal(path: path, descriptor: descriptor)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw .system("the journal \(path) cannot be locked")
    }
    try journal.append(.run(header))
    return journal
  }

  /// Gives the journal its name, by which it outlives its process, and brings that to disk.
  ///
  /// - Throws: `HardwareError` if the run has a journal already.
  public func publish(in folder: StateFolder) throws(HardwareError) {
    guard isAtItsPath || hypertwin_name_file(descriptor, path) == 0 else {
      throw .system("the journal \(path) cannot be made")
    }
    try Self.sync(folder: folder.runs)
  }

  /// Opens a run's journal and waits until nobody else holds it; nil where `patient` is false and
  /// somebody does.
  ///
  /// - Throws: `HardwareError` if there is none or it cannot be opened.
  public static func open(_ path: String, patient: Bool) throws(HardwareError) -> Journal? {
    try journal(path, at: path).wait(isPatient: patient)
  }

  /// Opens once more the journal that standard input is, whether it has its name or not, and closes
  /// that, with which this process would hold the lock of who started it.
  ///
  /// - Throws: `HardwareError` if standard input is no file.
  static func openInput(path: String) throws(HardwareError) -> Journal {
    let journal = try journal(path, at: "/proc/self/fd/0")
    let nothing = Glibc.open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(nothing) }
    guard nothing >= 0, dup2(nothing, 0) == 0 else {
      throw .system("standard input cannot be closed")
    }
    return journal
  }

  private static func journal(_ path: String, at place: String) throws(HardwareError) -> Journal {
    let descriptor = Glibc.open(place, O_RDWR | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("the journal \(path) cannot be opened") }
    return Journal(path: path, descriptor: descriptor)
  }

  /// Waits until nobody else holds it; nil where that is not wanted and somebody does.
  func wait(isPatient: Bool) throws(HardwareError) -> Journal? {
    while flock(descriptor, isPatient ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      if errno == EWOULDBLOCK { return nil }
      throw .system("the journal \(path) cannot be locked")
    }
    return self
  }

  /// What it says so far.
  ///
  /// - Throws: `HardwareError` if it cannot be read.
  public func contents() throws(HardwareError) -> JournalContents {
    lseek(descriptor, 0, SEEK_SET)
    let bytes = try TextFile.bytes(of: descriptor, path: path, limit: Self.limit)
    return JournalContents(String(decoding: bytes, as: UTF8.self))
  }

  /// Writes a record and brings it to disk.
  ///
  /// - Throws: `HardwareError` if that fails; nothing may be done then.
  public func append(_ record: JournalRecord) throws(HardwareError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(record) else {
      throw HardwareError("a record of the journal \(path) cannot be encoded")
    }
    // After a torn line, a new one must not be lost with it.
    let bytes = (isTorn ? [UInt8(ascii: "\n")] : []) + Array(data) + [UInt8(ascii: "\n")]
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw .system("the journal \(path) cannot be written", remedy: "make room on its disk")
    }
  }

  /// Says that nothing is left to undo, and deletes the file.
  ///
  /// - Throws: `HardwareError` if the last record cannot be written.
  public func end() throws(HardwareError) {
    try append(.end)
    if isAtItsPath { unlink(path) }
  }

  /// Gives the lock away before the object goes. The end of the file alone would leave it to a
  /// program that another thread starts at this moment, until that runs.
  func release() { flock(descriptor, LOCK_UN) }

  /// More than any run's journal has.
  private static let limit = 1 << 28

  /// Whether the file of that name is this one: not where it has none yet, or never got it.
  private var isAtItsPath: Bool {
    var named = stat()
    var own = stat()
    return stat(path, &named) == 0 && fstat(descriptor, &own) == 0
      && named.st_dev == own.st_dev && named.st_ino == own.st_ino
  }

  /// Whether the last line has no end.
  private var isTorn: Bool {
    let size = lseek(descriptor, 0, SEEK_END)
    guard size > 0 else { return false }
    var last: UInt8 = 0
    return pread(descriptor, &last, 1, size - 1) == 1 && last != UInt8(ascii: "\n")
  }

  private static func sync(folder: String) throws(HardwareError) {
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system("\(folder) cannot be opened") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .system("\(folder) cannot be brought to disk") }
  }
}

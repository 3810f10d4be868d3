internal import GRDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The results of all campaigns, in one SQLite file that several processes may have open.
///
/// Every change is one transaction that is on the disk when the call returns (write-ahead log,
/// `synchronous = FULL`). Calls block their thread, for up to `patience` while another process
/// writes.
public final class ResultStore: Sendable {
  /// What a store is opened for.
  public enum Access: Hashable, Sendable {
    /// Reading what is there.
    case read
    /// Reading and writing; a store that is not there yet is made, with its folder.
    case write
  }

  /// How long a call waits for another process to end its transaction, in seconds.
  public static let patience = 10.0

  /// The file.
  public let path: String
  let queue: DatabaseQueue

  /// Opens the store at `path`, and brings the schema of an older version up to date.
  ///
  /// - Parameter patience: seconds that a call waits for another process.
  public init(
    _ path: String, access: Access = .write, patience: Double = ResultStore.patience
  ) throws(StoreError) {
    self.path = path
    switch access {
    case .read:
      guard Glibc.access(path, F_OK) == 0 else {
        throw StoreError(
          .absent, path: path,
          "there are no results yet: \(String(cString: strerror(errno))); measure something "
            + "first, or name the folder of other results with HYPERTWIN_STATE")
      }
    case .write: try Self.makeFolder(of: path)
    }
    var settings = Configuration()
    settings.label = "hypertwin"
    settings.foreignKeysEnabled = true
    settings.readonly = access == .read
    settings.busyMode = .timeout(patience)
    settings.prepareDatabase { database in
      guard access == .write else { return }
      try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }
    do {
      queue = try DatabaseQueue(path: path, configuration: settings)
    } catch let error as DatabaseError {
      throw StoreError(error, path: path, doing: "open the results store")
    } catch {
      throw StoreError(.other, path: path, "cannot open the results store: \(error)")
    }
    try migrate(access)
  }

  /// Changes the store in one transaction, or not at all.
  func write<Value>(
    _ what: String, _ change: (Database) throws -> Value
  ) throws(StoreError) -> Value {
    try translating(what) { try queue.write(change) }
  }

  /// Reads one state of the store.
  func read<Value>(
    _ what: String, _ query: (Database) throws -> Value
  ) throws(StoreError) -> Value {
    try translating(what) { try queue.read(query) }
  }

  func translating<Value>(_ what: String, _ work: () throws -> Value) throws(StoreError) -> Value {
    do {
      return try work()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error, path: path, doing: what)
    } catch {
      throw StoreError(.corrupt, path: path, "cannot \(what): \(error)")
    }
  }

  /// An error about this store.
  func failure(_ kind: StoreError.Kind, _ message: String) -> StoreError {
    StoreError(kind, path: path, message)
  }

  /// Makes the folders above `path`, which only their owner may write to.
  private static func makeFolder(of path: String) throws(StoreError) {
    guard let end = path.lastIndex(of: "/"), end > path.startIndex else { return }
    let folder = String(path[..<end])
    if access(folder, F_OK) == 0 { return }
    try makeFolder(of: folder)
    guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
      throw StoreError(
        .notWritable, path: path,
        "the folder \(folder) cannot be made: \(String(cString: strerror(errno))); name another "
          + "with HYPERTWIN_STATE")
    }
  }
}

/// Why the results store could not do what was asked: place, value and remedy in a sentence.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of failure, for callers that act on them.
  public enum Kind: String, Hashable, Sendable {
    /// There is no store at that place.
    case absent
    /// The file or its folder may not be written or opened.
    case notWritable
    /// A newer hypertwin made the store.
    case newerSchema
    /// Another process keeps the store or the campaign locked.
    case locked
    /// The disk, or the quota on it, is full.
    case diskFull
    /// The file is damaged, or is no store at all.
    case corrupt
    /// No campaign, sample or record is of that name.
    case notFound
    /// What was given contradicts itself or what is stored.
    case invalid
    /// Anything else that SQLite reports.
    case other
  }

  /// The kind.
  public var kind: Kind
  /// The store's file.
  public var path: String
  /// What is wrong, and the remedy.
  public var message: String

  /// All its properties.
  public init(_ kind: Kind, path: String, _ message: String) {
    self.kind = kind
    self.path = path
    self.message = message
  }

  /// `PATH: MESSAGE`.
  public var description: String { "\(path): \(message)" }
}

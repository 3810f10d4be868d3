import Model
import Store

/// What a sample ran in, as canonical JSON in two parts.
///
/// What cannot be read is in it as `unknown: REASON`.
public struct EnvironmentRecord: Hashable, Sendable {
  /// What must not change between the samples of a cell.
  public var stable: CanonicalJSON
  /// What changes by nature: times, counters, frequencies, the affinity of interrupts that come and
  /// go with domains.
  public var volatile: CanonicalJSON

  /// Those parts.
  public init(stable: CanonicalJSON, volatile: CanonicalJSON) {
    self.stable = stable
    self.volatile = volatile
  }

  /// The SHA-256 of the stable part. Another one in a later sample of the cell is a drift of the
  /// fingerprint.
  public var hash: String { SHA256.hexadecimal(of: stable.text.utf8) }

  /// The stable part, to be stored once.
  public var entry: EnvironmentEntry {
    let text = stable.text
    return EnvironmentEntry(hash: SHA256.hexadecimal(of: text.utf8), record: text)
  }

  /// The volatile part, to be stored with the sample.
  public var circumstances: String { volatile.text }
}

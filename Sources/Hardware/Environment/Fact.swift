/// Something about a machine: what was read, or why it could not be.
public enum Fact: Hashable, Sendable, Codable {
  /// What was read.
  case known(String)
  /// Why it could not be read.
  case unknown(String)

  /// What was read; nil for the unknown.
  public var value: String? {
    if case .known(let value) = self { value } else { nil }
  }

  /// The first whole number of what was read; nil for the unknown and for other text.
  public var integer: Int64? {
    value?.split { !$0.isNumber && $0 != "-" }.first.flatMap { Int64($0) }
  }

  /// What was read, or `unknown: REASON`, which is never left out of a record.
  public var json: CanonicalJSON { .string(text) }

  /// As `json`, as plain text.
  public var text: String {
    switch self {
    case .known(let value): value
    case .unknown(let reason): "unknown: \(reason)"
    }
  }

  /// What `change` makes of what was read; an unknown stays one.
  public func map(_ change: (String) -> String) -> Fact {
    if case .known(let value) = self { .known(change(value)) } else { self }
  }
}

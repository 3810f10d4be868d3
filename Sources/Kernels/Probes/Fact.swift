/// Something about the machine that is known, or is not, and why.
public enum Fact<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Encodable {
  /// It is this.
  case known(Value)
  /// It cannot be read, for this reason.
  case unknown(String)

  /// The value that `read` returns, or the reason that it throws.
  init(_ read: () throws(MachineError) -> Value) {
    do {
      self = .known(try read())
    } catch {
      self = .unknown(error.description)
    }
  }

  /// The value; nil where it is unknown.
  public var value: Value? {
    if case .known(let value) = self { return value }
    return nil
  }

  private enum Keys: String, CodingKey { case value, unknown }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    switch self {
    case .known(let value): try container.encode(value, forKey: .value)
    case .unknown(let reason): try container.encode(reason, forKey: .unknown)
    }
  }
}

extension Fact: CustomStringConvertible where Value: CustomStringConvertible {
  /// The value, or `unknown` with the reason.
  public var description: String {
    switch self {
    case .known(let value): return value.description
    case .unknown(let reason): return "unknown (\(reason))"
    }
  }
}

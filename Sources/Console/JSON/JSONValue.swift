/// A JSON value (RFC 8259) as it was read, numbers as they were written.
public enum JSONValue: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number, as its digits.
  case number(String)
  /// A text.
  case text(String)
  /// Values in their order.
  case array([JSONValue])
  /// Members by their names.
  case object([String: JSONValue])

  /// What is wrong with a text.
  public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place and what is wrong there.
    public let description: String
  }

  /// A member of an object; nil if there is none, or this is no object.
  public subscript(name: String) -> JSONValue? {
    if case .object(let members) = self { return members[name] }
    return nil
  }

  /// A text; nil for all else.
  public var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  /// A number, or one of the texts `inf`, `-inf` and `nan` that stand for what JSON cannot say;
  /// nil for all else.
  public var double: Double? {
    switch self {
    case .number(let digits): return Double(digits)
    case .text("inf"): return .infinity
    case .text("-inf"): return -.infinity
    case .text("nan"): return .nan
    default: return nil
    }
  }

  /// A whole number that an `Int` can hold; nil for all else.
  public var integer: Int? {
    if case .number(let digits) = self { return Int(digits) }
    return nil
  }

  /// Values in their order; nil for all else.
  public var array: [JSONValue]? {
    if case .array(let values) = self { return values }
    return nil
  }
}

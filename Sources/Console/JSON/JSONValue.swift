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

  /// A finite number; nil for all else, among which is the `null` of a number that was not finite.
  public var double: Double? {
    guard case .number(let digits) = self, let number = Double(digits), number.isFinite else {
      return nil
    }
    return number
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

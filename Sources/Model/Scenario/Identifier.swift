/// A name of one kind of thing in a scenario, so that the name of a VM is never taken for a host's.
public struct Identifier<Kind>: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as the scenario writes it.
  public let name: String

  /// The identifier with that name.
  public init(_ name: String) { self.name = name }

  /// Orders identifiers by name.
  public static func < (left: Self, right: Self) -> Bool { left.name < right.name }

  /// The name.
  public var description: String { name }
}

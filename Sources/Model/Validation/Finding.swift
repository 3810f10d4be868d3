/// One thing that is wrong with a scenario: the place, and what is wrong with the value there and
/// what to write instead.
public struct Finding: Hashable, Sendable {
  /// The place, such as `hosts[1].nics[0].rate`; empty for the whole.
  public var path: String
  /// What is wrong, and the remedy.
  public var message: String

  /// That message about that place.
  public init(_ path: String, _ message: String) {
    self.path = path
    self.message = message
  }
}

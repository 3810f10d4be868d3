import Testing

/// A place that breaks a rule of the house, and what to do about it.
struct Violation: Hashable, CustomStringConvertible {
  /// The file, relative to the repository.
  let path: String
  /// The line, from 1.
  let line: Int
  /// What is wrong, and the remedy.
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// Fails the running test once for each violation.
func expectNone(
  _ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation
) {
  for violation in violations {
    Issue.record(Comment(rawValue: violation.description), sourceLocation: sourceLocation)
  }
}

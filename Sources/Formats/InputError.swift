/// Everything that is wrong with an input, a line for each problem: `FILE:LINE: PATH: MESSAGE`.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One problem.
  public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named; nil for text that came from no file.
    public var file: String
    /// The line, from 1; nil where the problem has none.
    public var line: Int?
    /// The place in the document; empty for the whole.
    public var path: String
    /// What is wrong, and the remedy.
    public var message: String

    /// All its properties.
    public init(file: String, line: Int? = nil, path: String = "", message: String) {
      self.file = file
      self.line = line
      self.path = path
      self.message = message
    }

    /// `FILE:LINE: PATH: MESSAGE`, without the parts that are unknown.
    public var description: String {
      var text = file
      if let line { text += ":\(line)" }
      text += ": "
      if !path.isEmpty { text += "\(path): " }
      return text + message
    }
  }

  /// The problems, by line.
  public var problems: [Problem]

  /// Those problems, brought into the order of their lines.
  public init(_ problems: [Problem]) {
    self.problems = problems.enumerated().sorted {
      ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
    }.map(\.element)
  }

  /// One problem.
  public init(file: String, line: Int? = nil, path: String = "", message: String) {
    self.init([Problem(file: file, line: line, path: path, message: message)])
  }

  /// A line for each problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

import FoundationEssentials
import Model

/// What a run will do to this machine, step by step. The same scenario and testbed give the same
/// plan; only names that hold placeholders differ between its runs.
public struct Plan: Hashable, Sendable, Codable {
  /// The steps in their order. They are undone in the opposite one.
  public var actions: [Action]

  /// Those steps.
  public init(_ actions: [Action] = []) { self.actions = actions }

  /// Appends a step.
  public mutating func append(_ action: Action) { actions.append(action) }

  /// The steps as JSON in a fixed form: sorted keys, one line.
  ///
  /// - Throws: what the encoder throws, which it does not for a plan.
  public func json() throws -> String {
    String(decoding: try Self.encoder.encode(actions), as: UTF8.self)
  }

  /// The SHA-256 of `json()`, 64 hexadecimal digits, the same for all runs of the plan.
  ///
  /// - Throws: as `json()`.
  public func hash() throws -> String { SHA256.hexadecimal(of: try json().utf8) }

  /// The steps with the identifiers of `run`.
  ///
  /// - Throws: as `json()`.
  public func actions(of run: RunID) throws -> [Action] {
    // Placeholders, and what they stand for, have no character that JSON escapes.
    let filled = run.fill(try json())
    return try JSONDecoder().decode([Action].self, from: Data(filled.utf8))
  }

  /// All steps, the domains' descriptions and the hash, for people. `{run}` and its like stand for
  /// what each run has of its own.
  ///
  /// - Throws: as `json()`.
  public func text() throws -> String {
    var lines: [String] = []
    let width = String(actions.count).count
    for (index, action) in actions.enumerated() {
      let number = String(index + 1)
      let margin = String(repeating: " ", count: width - number.count)
      lines.append("\(margin)\(number). \(action.summary)")
      if case .startDomain(let domain) = action {
        lines += domain.xml.split(separator: "\n").map { "      " + $0 }
      }
    }
    lines.append("plan \(try hash())")
    return lines.joined(separator: "\n") + "\n"
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

import Console
import Store

/// In what two environment records differ.
public enum EnvironmentDifference {
  /// The most differences that are named.
  private static let most = 5
  /// The most characters of a value that are shown.
  private static let longest = 60

  /// A sentence for each value that is not the same in both, by its path: `cpu.microcode: 0x1 was
  /// 0x2`; empty for equal records. Those beyond the fifth are counted.
  public static func between(_ new: String, _ old: String) -> [String] {
    guard let newTree = try? JSONLine.parse(new.utf8), let oldTree = try? JSONLine.parse(old.utf8)
    else { return ["a record is no JSON"] }
    var newValues: [String: String] = [:]
    var oldValues: [String: String] = [:]
    flatten(newTree, "", into: &newValues)
    flatten(oldTree, "", into: &oldValues)
    let paths = Set(newValues.keys).union(oldValues.keys).filter { newValues[$0] != oldValues[$0] }
    let sentences = paths.sorted().prefix(most).map { path in
      let (now, before) = focused(newValues[path] ?? "nothing", oldValues[path] ?? "nothing")
      return "\(path) is \(now) and was \(before)"
    }
    return sentences + (paths.count > most ? ["\(paths.count - most) more differ"] : [])
  }

  private static func flatten(
    _ value: JSONValue, _ path: String, into values: inout [String: String]
  ) {
    switch value {
    case .object(let members):
      for (name, member) in members {
        flatten(member, path.isEmpty ? name : "\(path).\(name)", into: &values)
      }
    case .array(let elements):
      for (place, element) in elements.enumerated() {
        flatten(element, "\(path)[\(place)]", into: &values)
      }
    case .null: values[path] = "null"
    case .bool(let flag): values[path] = "\(flag)"
    case .number(let digits): values[path] = digits
    case .text(let text): values[path] = "\"\(text)\""
    }
  }

  /// Two long texts from where they part.
  private static func focused(_ new: String, _ old: String) -> (String, String) {
    guard max(new.count, old.count) > longest else { return (new, old) }
    let common = zip(new, old).prefix { $0 == $1 }.count
    // A little of what is the same tells where it is.
    let start = max(0, common - longest / 3)
    func part(_ text: String) -> String {
      let rest = text.dropFirst(start)
      return (start > 0 ? "…" : "") + rest.prefix(longest) + (rest.count > longest ? "…" : "")
    }
    return (part(new), part(old))
  }
}

extension SampleOutcome {
  /// The outcome as that of a later sample of a cell whose first finished one ran in `expected`;
  /// nil for the first. In another environment it is invalid, and the reason names what differs.
  public func checked(against expected: EnvironmentEntry?) -> SampleOutcome {
    guard let expected, let environment, environment.hash != expected.hash else { return self }
    let differences = EnvironmentDifference.between(environment.record, expected.record)
    let drift = Invalidity(
      .fingerprintDrift,
      "the environment is not that of the cell's first sample: "
        + differences.joined(separator: "; "))
    var outcome = self
    switch verdict {
    case .finished: outcome.verdict = .invalid([drift])
    case .invalid(let reasons): outcome.verdict = .invalid(reasons + [drift])
    case .failed: break
    }
    return outcome
  }
}

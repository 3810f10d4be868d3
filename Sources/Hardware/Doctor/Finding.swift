/// What a check of the machine found, before anything is measured.
public struct Finding: Hashable, Sendable, Codable {
  /// What follows from a finding, the harmless first.
  public enum Level: String, Hashable, Sendable, Codable, CaseIterable {
    /// As it should be.
    case ok
    /// It could not be found out; results say so.
    case unknown
    /// It may be measured like this; results carry the finding.
    case label
    /// It is not measured like this.
    case refuse
  }

  /// What was looked at.
  public var check: String
  /// What follows.
  public var level: Level
  /// What was seen.
  public var seen: String
  /// Why it matters, a sentence.
  public var why: String
  /// What to do about it, a sentence; empty where all is well.
  public var remedy: String

  /// All of it, for people.
  public var sentence: String { "\(check): \(seen). \(why) \(remedy)" }

  /// All its properties.
  public init(check: String, level: Level, seen: String, why: String, remedy: String = "") {
    self.check = check
    self.level = level
    self.seen = seen
    self.why = why
    self.remedy = level == .ok ? "" : remedy
  }
}

/// All that the preflight found.
public struct Preflight: Hashable, Sendable, Codable {
  /// The version of the schema.
  public var schema = 1
  /// The findings in the order of the checks.
  public var findings: [Finding]

  /// Those findings.
  public init(_ findings: [Finding]) { self.findings = findings }

  /// How many there are of a level.
  public func count(_ level: Finding.Level) -> Int { findings.count { $0.level == level } }

  /// Whether a measurement may begin.
  public var isClear: Bool { count(.refuse) == 0 }
}

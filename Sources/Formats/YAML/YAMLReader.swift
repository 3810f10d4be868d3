import Model
import Yams

/// Collects what is wrong while a document is read, so that all of it is told at once.
final class Problems {
  private(set) var findings: [Finding] = []

  /// Notes one problem.
  func add(_ path: String, _ message: String) { findings.append(Finding(path, message)) }

  /// Throws all problems, if there are any, with their lines in `document`, or with the option that
  /// gave the value in place of the file's; and with them `others`, of a file that it names.
  ///
  /// Control characters in the document are such problems.
  func check(
    in document: YAMLDocument, and others: [InputError.Problem] = []
  ) throws(InputError) {
    let findings = findings + document.controlCharacters()
    guard !findings.isEmpty || !others.isEmpty else { return }
    let lines = LineIndex(document)
    let own = findings.map { finding in
      let override = document.overrides.last { finding.path.isWithin($0.place) }
      return InputError.Problem(
        file: override?.option ?? document.file,
        line: override == nil ? lines[finding.path] : nil,
        path: finding.path, message: finding.message)
    }
    throw InputError(others + own)
  }
}

/// A mapping of a document that is read key by key.
///
/// A value that is missing or wrong is noted, and a stand-in returned so that reading goes on;
/// `Problems.check` must come before any value is used.
struct YAMLReader {
  private let mapping: [(key: String, value: Node)]
  /// The place of the mapping.
  let path: String
  private let problems: Problems

  /// A reader of `node`, which must be a mapping with no keys but `keys`.
  init(_ node: Node, path: String, keys: [String], problems: Problems) {
    self.path = path
    self.problems = problems
    guard case .mapping(let mapping) = node else {
      problems.add(path, "this must be a mapping with the keys \(keys.joined(separator: ", "))")
      self.mapping = []
      return
    }
    self.mapping = mapping.map { ($0.key.string ?? "", $0.value) }
    for (key, _) in self.mapping where !keys.contains(key) {
      let nearest = keys.min { key.distance(to: $0) < key.distance(to: $1) }
      let hint = nearest.flatMap { key.distance(to: $0) <= 3 ? "; did you mean \"\($0)\"?" : nil }
      problems.add(
        place(key),
        "unknown key \"\(key)\"" + (hint ?? "; the keys are \(keys.joined(separator: ", "))"))
    }
  }

  /// The place of one of the mapping's keys.
  func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The node of a key; nil if the key is absent or null.
  func node(_ key: String) -> Node? {
    guard let node = mapping.first(where: { $0.key == key })?.value else { return nil }
    return node.null == nil ? node : nil
  }

  /// Whether the key has a value.
  func has(_ key: String) -> Bool { node(key) != nil }

  /// Notes a problem with the value of a key.
  func fail(_ key: String, _ message: String) { problems.add(place(key), message) }

  /// The text of a key; nil, without a problem, if it is absent.
  func optionalText(_ key: String) -> String? {
    guard let node = node(key) else { return nil }
    guard case .scalar(let scalar) = node else {
      fail(key, "this must be a single value")
      return nil
    }
    return scalar.string
  }

  /// The text of a key that must be there.
  func text(_ key: String) -> String {
    guard has(key) else {
      fail(key, "missing; it must be given")
      return ""
    }
    return optionalText(key) ?? ""
  }

  /// A whole number; `absent` where the key is absent, which is a problem if that is nil.
  func integer(_ key: String, absent: Int? = nil) -> Int {
    guard has(key) else {
      if absent == nil { fail(key, "missing; write a whole number") }
      return absent ?? 1
    }
    guard let text = optionalText(key) else { return 1 }
    guard let number = Int(text) else {
      fail(key, "\"\(text)\" is not a whole number")
      return 1
    }
    return number
  }

  /// A finite number that must be there.
  func number(_ key: String) -> Double {
    let text = text(key)
    guard has(key) else { return 1 }
    guard let number = Double(text), number.isFinite else {
      fail(key, "\"\(text)\" is not a finite number")
      return 1
    }
    return number
  }

  /// A quantity with its unit; `absent` where the key is absent, which is a problem if that is nil.
  func quantity<Value: Quantity>(_ key: String, absent: Value? = nil) -> Value {
    let standIn = Value(base: 1) ?? absent
    guard let standIn else { preconditionFailure("one base unit is always a quantity") }
    guard has(key) else {
      if absent == nil { fail(key, "missing; write \(Value.noun), such as 1 \(Value.symbols[0])") }
      return absent ?? standIn
    }
    guard let text = optionalText(key) else { return standIn }
    do {
      return try Value(parsing: text)
    } catch {
      fail(key, "\(error)")
      return standIn
    }
  }

  /// One of the cases of an enumeration, by its raw value; `absent` as elsewhere.
  func choice<Value: RawRepresentable<String> & CaseIterable>(
    _ key: String, absent: Value? = nil
  ) -> Value {
    let standIn = absent ?? Value.allCases[Value.allCases.startIndex]
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    guard has(key) else {
      if absent == nil { fail(key, "missing; write one of \(names)") }
      return standIn
    }
    guard let text = optionalText(key) else { return standIn }
    guard let value = Value(rawValue: text) else {
      fail(key, "\"\(text)\" is none of \(names)")
      return standIn
    }
    return value
  }

  /// Something that `parse` makes of a text; nil, with a problem, where it cannot.
  func parsed<Value>(_ key: String, _ example: String, _ parse: (String) -> Value?) -> Value? {
    guard has(key), let text = optionalText(key) else { return nil }
    guard let value = parse(text) else {
      fail(key, "\"\(text)\" cannot be read; write it like \(example)")
      return nil
    }
    return value
  }

  /// The elements of a list, each read as a mapping; none if the key is absent.
  func list<Value>(_ key: String, keys: [String], _ read: (YAMLReader) -> Value?) -> [Value] {
    guard let node = node(key) else { return [] }
    guard case .sequence(let sequence) = node else {
      fail(key, "this must be a list")
      return []
    }
    return sequence.enumerated().compactMap { index, element in
      read(
        YAMLReader(element, path: "\(place(key))[\(index)]", keys: keys, problems: problems))
    }
  }

  /// The texts of a list; none if the key is absent.
  func texts(_ key: String) -> [String] {
    guard let node = node(key) else { return [] }
    guard case .sequence(let sequence) = node else {
      fail(key, "this must be a list, such as [a, b]")
      return []
    }
    return sequence.enumerated().compactMap { index, element in
      if let text = element.string { return text }
      problems.add("\(place(key))[\(index)]", "this must be a single value")
      return nil
    }
  }

  /// The mapping of a key; nil, with a problem unless it is optional, if the key is absent.
  func mapping(_ key: String, keys: [String], optional: Bool = false) -> YAMLReader? {
    guard let node = node(key) else {
      if !optional { fail(key, "missing; it is a mapping with \(keys.joined(separator: ", "))") }
      return nil
    }
    return YAMLReader(node, path: place(key), keys: keys, problems: problems)
  }
}

extension String {
  /// Whether the place that this path names is that of `other` or lies in it.
  func isWithin(_ other: String) -> Bool {
    guard hasPrefix(other) else { return false }
    return other.isEmpty || count == other.count
      || [".", "["].contains(dropFirst(other.count).first)
  }

  /// How many insertions, deletions and replacements of characters lead to `other` (Levenshtein).
  func distance(to other: String) -> Int {
    let target = Array(other.unicodeScalars)
    guard unicodeScalars.count < 100 else { return .max }
    var row = Array(0...target.count)
    for (index, scalar) in unicodeScalars.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for (column, candidate) in target.enumerated() {
        let replaced = diagonal + (scalar == candidate ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[target.count]
  }
}

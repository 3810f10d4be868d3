import Yams

/// A place in a YAML document: `hosts[1].nics[eth0].rate`. A list's element is named by its index
/// or by the value of its key `name` or `parameter` or `id`.
struct YAMLPath {
  /// One step into the tree.
  enum Step {
    case key(String)
    case element(String)

    /// The position of an element that is given by index or by name; nil if there is none.
    static func position(of name: String, in sequence: Node.Sequence) -> Int? {
      if let index = Int(name) { return sequence.indices.contains(index) ? index : nil }
      return sequence.firstIndex { element in
        guard case .mapping(let mapping) = element else { return false }
        return ["name", "id", "parameter"].contains { key in
          mapping.contains { $0.key.string == key && $0.value.string == name }
        }
      }
    }
  }

  let steps: [Step]

  /// Reads the path; nil if it is malformed.
  init?(_ text: String) {
    var steps: [Step] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      if rest.first == "[" {
        guard let end = rest.firstIndex(of: "]") else { return nil }
        steps.append(.element(String(rest[rest.index(after: rest.startIndex)..<end])))
        rest = rest[rest.index(after: end)...]
      } else {
        if rest.first == "." { rest = rest.dropFirst() }
        let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
        guard end > rest.startIndex else { return nil }
        steps.append(.key(String(rest[..<end])))
        rest = rest[end...]
      }
    }
    self.steps = steps
  }
}

extension YAMLDocument {
  /// Puts another value at a place that exists, or a new key into a mapping that exists.
  mutating func set(_ path: String, to value: String) throws(InputError) {
    let option = "--set \(path)=\(value)"
    func failure(_ message: String) -> InputError { InputError(file: option, message: message) }
    guard let steps = YAMLPath(path)?.steps, !steps.isEmpty else {
      throw failure("this is no path; write hosts[0].processor.clock or workloads[tx].frame")
    }
    if value.allSatisfy(\.isWhitespace) { throw failure("the value is empty; write one") }
    let replacement = try YAMLDocument(value, file: option)
    guard let changed = Self.replace(steps[...], in: root, by: replacement.root) else {
      throw failure("there is no such place in \(file); names and indices are those of the file")
    }
    overrides.append((Self.place(steps, in: root), option))
    hasEscapes = hasEscapes || replacement.hasEscapes
    root = changed
  }

  /// The place of steps that exist, with list elements named by their positions, as problems name
  /// it.
  private static func place(_ steps: [YAMLPath.Step], in root: Node) -> String {
    var (place, node) = ("", Optional(root))
    for step in steps {
      switch (step, node) {
      case (.element(let name), .sequence(let sequence)?):
        let index = YAMLPath.Step.position(of: name, in: sequence)
        place += "[\(index.map(String.init) ?? name)]"
        node = index.map { sequence[$0] }
      case (.element(let name), _): place += "[\(name)]"
      case (.key(let name), _):
        place += place.isEmpty ? name : ".\(name)"
        node = node?.mapping?.first { $0.key.string == name }?.value
      }
    }
    return place
  }

  private static func replace(
    _ steps: ArraySlice<YAMLPath.Step>, in node: Node, by replacement: Node
  ) -> Node? {
    guard let step = steps.first else { return replacement }
    switch (step, node) {
    case (.key(let name), .mapping(var mapping)):
      if let index = mapping.firstIndex(where: { $0.key.string == name }) {
        let entry = mapping[index]
        guard let changed = replace(steps.dropFirst(), in: entry.value, by: replacement) else {
          return nil
        }
        mapping[entry.key] = changed
      } else {
        guard steps.count == 1 else { return nil }
        mapping[Node(name)] = replacement
      }
      return .mapping(mapping)
    case (.element(let name), .sequence(var sequence)):
      guard let index = YAMLPath.Step.position(of: name, in: sequence),
        let changed = replace(steps.dropFirst(), in: sequence[index], by: replacement)
      else { return nil }
      sequence[index] = changed
      return .sequence(sequence)
    default: return nil
    }
  }
}

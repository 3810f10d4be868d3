import Yams

/// The lines of all places of a document, for many look-ups. O(n) to make.
struct LineIndex {
  private var lines: [String: Int] = [:]

  /// The index of `document`, with list elements named by their positions.
  init(_ document: YAMLDocument) { add(document.root, at: "", line: document.root.mark?.line) }

  private mutating func add(_ node: Node, at path: String, line: Int?) {
    if let line { lines[path] = line }
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        let name = key.string ?? ""
        add(
          value, at: path.isEmpty ? name : "\(path).\(name)",
          line: key.mark?.line ?? value.mark?.line ?? line)
      }
    case .sequence(let sequence):
      for (position, element) in sequence.enumerated() {
        add(element, at: "\(path)[\(position)]", line: element.mark?.line ?? line)
      }
    default: break
    }
  }

  /// The line of a place, from 1: that of the place itself, or of the nearest place around it.
  /// O(length of the path).
  subscript(path: String) -> Int? {
    var rest = Substring(path)
    while true {
      if let line = lines[String(rest)] { return line }
      guard let cut = rest.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
      rest = rest[..<cut]
    }
    return lines[""]
  }
}

import Yams

/// The lines of all places of a document, for many look-ups. O(n) to make.
struct LineIndex {
  private var lines: [String: Int] = [:]

  /// The index of `document`, with list elements named by their positions.
  init(_ document: YAMLDocument) {
    document.forEachEntry { entry in
      // A node without a line has that of the nearest place around it.
      if let line = entry.key?.mark?.line ?? entry.node.mark?.line { lines[entry.place] = line }
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

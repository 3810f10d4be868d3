import Yams

extension YAMLDocument {
  /// A node of the tree, and where it is, with list elements named by their positions.
  struct Entry {
    /// The place of the mapping or list that it is in; empty for the root too.
    var parent: String
    /// Its key, if it is in a mapping.
    var key: Node?
    /// Its place.
    var place: String
    /// The node.
    var node: Node
  }

  /// Calls `visit` with each node, before those in it, in the document's order. O(n).
  func forEachEntry(_ visit: (Entry) -> Void) {
    Self.walk(Entry(parent: "", place: "", node: root), visit)
  }

  private static func walk(_ entry: Entry, _ visit: (Entry) -> Void) {
    visit(entry)
    let place = entry.place
    switch entry.node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        let name = key.string ?? ""
        walk(
          Entry(
            parent: place, key: key, place: place.isEmpty ? name : "\(place).\(name)", node: value),
          visit)
      }
    case .sequence(let sequence):
      for (position, element) in sequence.enumerated() {
        walk(Entry(parent: place, place: "\(place)[\(position)]", node: element), visit)
      }
    default: break
    }
  }
}

extension Sequence {
  /// The elements by their keys, in the order in which keys appear. O(n · groups).
  func grouped<Key: Equatable>(
    by key: (Element) -> Key
  ) -> [(key: Key, elements: [Element])] {
    var groups: [(key: Key, elements: [Element])] = []
    for element in self {
      let own = key(element)
      if let index = groups.firstIndex(where: { $0.key == own }) {
        groups[index].elements.append(element)
      } else {
        groups.append((own, [element]))
      }
    }
    return groups
  }
}

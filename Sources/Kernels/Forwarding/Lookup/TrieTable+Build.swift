extension TrieTable {
  /// The 64 things below a node while it is built: a route tree's node, 0 for none, and the next
  /// hop that holds there.
  private struct Below {
    var tree: UInt32
    var value: UInt16
  }

  /// Builds the direct entries of the addresses below a node of the route tree, and all beneath.
  ///
  /// `node` stands `depth` bits from the root, 0 if there is none, `first` is its first direct
  /// entry, and `inherited` holds where nothing longer does.
  mutating func buildEntries(node: UInt32, depth: Int, first: Int, inherited: UInt16) {
    let exists = node != 0 || depth == 0
    let tree = exists ? routes.nodes[Int(node)] : RouteTree.Node()
    let value = tree.value != 0 ? tree.value : inherited
    let goesOn = tree.hasChildren
    let span = 1 << (direct.bits - depth)
    if goesOn, depth < direct.bits {
      buildEntries(node: tree.zero, depth: depth + 1, first: first, inherited: value)
      buildEntries(node: tree.one, depth: depth + 1, first: first + span / 2, inherited: value)
      return
    }
    let entries = direct.base
    let entry = UInt32(value)
    for slot in first..<first + span where entries[slot] != entry {
      let old = entries[slot]
      if old & DirectTable.isNode != 0 {
        freeChildren(of: old & ~DirectTable.isNode)
        nodes.give(old & ~DirectTable.isNode, count: 1)
      }
      entries[slot] = entry
    }
    guard goesOn else { return }
    let place = nodes.take(1)
    buildNode(at: place, tree: node, depth: direct.bits, value: value)
    direct.base[first] = place | DirectTable.isNode
  }

  /// Fills the node at `place` from a node of the route tree that has children.
  private mutating func buildNode(at place: UInt32, tree: UInt32, depth: Int, value: UInt16) {
    withUnsafeTemporaryAllocation(of: Below.self, capacity: 1 << TrieNode.stride) { below in
      Self.spread(tree, value: value, of: routes.nodes, over: below)
      var node = TrieNode(internals: 0, leafStarts: 0, firstLeaf: 0, firstChild: 0)
      var run: UInt16?
      for (digit, child) in below.enumerated() {
        if child.tree != 0 {
          node.internals |= 1 << UInt64(digit)
        } else if child.value != run {
          node.leafStarts |= 1 << UInt64(digit)
          run = child.value
        }
      }
      store(below, in: &node)
      let children = node.internals.nonzeroBitCount
      if children > 0 { node.firstChild = nodes.take(children) }
      nodes.base[Int(place)] = node
      var next = node.firstChild
      for child in below where child.tree != 0 {
        buildNode(at: next, tree: child.tree, depth: depth + TrieNode.stride, value: child.value)
        next += 1
      }
    }
  }

  /// Stores the leaves at which runs start.
  private mutating func store(_ below: UnsafeMutableBufferPointer<Below>, in node: inout TrieNode) {
    let count = node.leafStarts.nonzeroBitCount
    guard count > 0 else { return }
    node.firstLeaf = leaves.take(count)
    var next = Int(node.firstLeaf)
    let leaves = self.leaves.base
    for (digit, child) in below.enumerated() where node.leafStarts >> UInt64(digit) & 1 != 0 {
      leaves[next] = child.value
      next += 1
    }
  }

  /// Writes what holds below a node of the route tree into each of `below`; a node without children
  /// counts as none.
  private static func spread(
    _ node: UInt32, value: UInt16, of nodes: UnsafePointer<RouteTree.Node>,
    over below: UnsafeMutableBufferPointer<Below>
  ) {
    let tree = nodes[Int(node)]
    if below.count == 1 || !tree.hasChildren {
      below.update(repeating: Below(tree: tree.hasChildren ? node : 0, value: value))
      return
    }
    let half = below.count / 2
    for (child, part) in [(tree.zero, 0..<half), (tree.one, half..<below.count)] {
      let part = UnsafeMutableBufferPointer(rebasing: below[part])
      if child == 0 {
        part.update(repeating: Below(tree: 0, value: value))
      } else {
        let own = nodes[Int(child)].value
        spread(child, value: own != 0 ? own : value, of: nodes, over: part)
      }
    }
  }

  /// Gives back all that hangs below the node at `place`, but not the node.
  private mutating func freeChildren(of place: UInt32) {
    let node = nodes.base[Int(place)]
    let leafCount = node.leafStarts.nonzeroBitCount
    if leafCount > 0 { leaves.give(node.firstLeaf, count: leafCount) }
    let children = node.internals.nonzeroBitCount
    guard children > 0 else { return }
    for child in 0..<UInt32(children) { freeChildren(of: node.firstChild + child) }
    nodes.give(node.firstChild, count: children)
  }
}

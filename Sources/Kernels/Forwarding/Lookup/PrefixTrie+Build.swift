extension PrefixTrie {
  /// The 64 things below a node while it is built: a route tree's node, 0 for none, and the next hop
  /// that holds there.
  private struct Below {
    var tree: UInt32
    var value: UInt16
  }

  /// Builds the direct entries of the addresses below a node of the route tree, and all beneath.
  ///
  /// `node` stands `depth` bits from the root, 0 if there is none, `first` is its first direct entry,
  /// and `inherited` holds where nothing longer does.
  mutating func buildEntries(node: UInt32, depth: Int, first: Int, inherited: UInt16) {
    let exists = node != 0 || depth == 0
    var value = inherited
    if exists, routes.nodes[Int(node)].value != 0 { value = routes.nodes[Int(node)].value }
    let goesOn = exists && routes.nodes[Int(node)].hasChildren
    let span = 1 << (Self.directBits - depth)
    if goesOn, depth < Self.directBits {
      let tree = routes.nodes[Int(node)]
      buildEntries(node: tree.zero, depth: depth + 1, first: first, inherited: value)
      buildEntries(node: tree.one, depth: depth + 1, first: first + span / 2, inherited: value)
      return
    }
    for slot in first..<first + span {
      let old = direct.base[slot]
      if old & Self.isLeaf == 0 {
        freeChildren(of: old)
        nodes.give(old, count: 1)
      }
      direct.base[slot] = Self.isLeaf | UInt32(value)
    }
    guard goesOn else { return }
    let place = nodes.take(1)
    buildNode(at: place, tree: node, depth: Self.directBits, value: value)
    direct.base[first] = place
  }

  /// Fills the node at `place` from a node of the route tree that has children.
  private mutating func buildNode(at place: UInt32, tree: UInt32, depth: Int, value: UInt16) {
    withUnsafeTemporaryAllocation(of: Below.self, capacity: 1 << Self.stride) { below in
      spread(tree, value: value, over: below)
      var node = Node(internals: 0, leafStarts: 0, firstLeaf: 0, firstChild: 0)
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
        buildNode(at: next, tree: child.tree, depth: depth + Self.stride, value: child.value)
        next += 1
      }
    }
  }

  /// Stores the leaves at which runs start.
  private mutating func store(_ below: UnsafeMutableBufferPointer<Below>, in node: inout Node) {
    let count = node.leafStarts.nonzeroBitCount
    guard count > 0 else { return }
    node.firstLeaf = leaves.take(count)
    var next = Int(node.firstLeaf)
    for (digit, child) in below.enumerated() where node.leafStarts >> UInt64(digit) & 1 != 0 {
      leaves.base[next] = child.value
      next += 1
    }
  }

  /// Writes what holds below a node of the route tree into each of `below`; a node without children
  /// counts as none.
  private func spread(
    _ node: UInt32, value: UInt16, over below: UnsafeMutableBufferPointer<Below>
  ) {
    let tree = routes.nodes[Int(node)]
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
        let own = routes.nodes[Int(child)].value
        spread(child, value: own != 0 ? own : value, over: part)
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

public import Model

// Generic code and its uses with 32 and 128 bits stand in one file: builds for debugging specialise
// within a file only.

extension PrefixTrie where Bits == UInt32 {
  /// A trie of `routes`; of two with the same prefix the later one holds. O(n) for n routes.
  ///
  /// - Parameter directBits: The leading bits that one access to memory resolves, 8 to 24; nil for
  ///   24 in tables of 65,536 routes and more, else 18. What the tables of 24 bits have entries
  ///   for takes up to 64 MiB.
  public init(_ routes: [Route<IPv4Address, UInt16>] = [], directBits: Int? = nil) {
    self.init(building: routes, directBits: directBits)
  }

  /// Adds a route, or replaces the one with the same prefix. The next hop is not 0.
  public mutating func insert(_ prefix: Prefix<IPv4Address>, nextHop: UInt16) {
    put(prefix.address.bits, length: prefix.length, nextHop: nextHop)
  }

  /// Removes the route of a prefix; false if there is none.
  @discardableResult
  public mutating func remove(_ prefix: Prefix<IPv4Address>) -> Bool {
    take(prefix.address.bits, length: prefix.length)
  }
}

extension PrefixTrie where Bits == UInt128 {
  /// A trie of `routes`; of two with the same prefix the later one holds. O(n) for n routes.
  ///
  /// - Parameter directBits: The leading bits that one access to memory resolves, 8 to 24; nil for
  ///   24 in tables of 65,536 routes and more, else 18. What the tables of 24 bits have entries
  ///   for takes up to 64 MiB.
  public init(_ routes: [Route<IPv6Address, UInt16>] = [], directBits: Int? = nil) {
    self.init(building: routes, directBits: directBits)
  }

  /// Adds a route, or replaces the one with the same prefix. The next hop is not 0.
  public mutating func insert(_ prefix: Prefix<IPv6Address>, nextHop: UInt16) {
    put(prefix.address.bits, length: prefix.length, nextHop: nextHop)
  }

  /// Removes the route of a prefix; false if there is none.
  @discardableResult
  public mutating func remove(_ prefix: Prefix<IPv6Address>) -> Bool {
    take(prefix.address.bits, length: prefix.length)
  }
}

extension PrefixTrie {
  private init<Address: IPAddress>(
    building routes: [Route<Address, UInt16>], directBits: Int?
  ) where Address.Bits == Bits {
    self.init(expecting: routes.count, directBits: directBits)
    for route in routes {
      precondition(route.nextHop != 0, "next hop 0 means that there is no route")
      self.routes.insert(
        Self.aligned(route.prefix.address.bits), length: route.prefix.length,
        value: route.nextHop)
    }
    buildEntries(node: 0, depth: 0, first: 0, inherited: 0)
  }

  /// Puts a route in or changes it; as long as the direct bits or longer: one direct entry is built
  /// anew, shorter: all that it covers.
  private mutating func put(_ prefix: Bits, length: Int, nextHop: UInt16) {
    precondition(nextHop != 0, "next hop 0 means that there is no route")
    guard routes.insert(Self.aligned(prefix), length: length, value: nextHop) != nextHop else {
      return
    }
    rebuild(prefix, length: length)
  }

  /// Takes a route out; false if it was not there.
  private mutating func take(_ prefix: Bits, length: Int) -> Bool {
    guard routes.remove(Self.aligned(prefix), length: length) != 0 else { return false }
    rebuild(prefix, length: length)
    return true
  }

  /// A prefix as the tree of routes takes it.
  private static func aligned(_ prefix: Bits) -> UInt128 {
    UInt128(truncatingIfNeeded: prefix) << UInt128(128 - Bits.bitWidth)
  }

  /// Builds the direct entries anew that a prefix touches.
  private mutating func rebuild(_ prefix: Bits, length: Int) {
    let depth = min(length, directBits)
    let first = direct.slot(of: prefix)
    let found = routes.find(Self.aligned(prefix), length: depth)
    buildEntries(node: found.node, depth: depth, first: first, inherited: found.inherited)
  }
}

extension PrefixTrie {
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
  private mutating func buildEntries(node: UInt32, depth: Int, first: Int, inherited: UInt16) {
    let exists = node != 0 || depth == 0
    let tree = exists ? routes.nodes[Int(node)] : RouteTree.Node()
    let value = tree.value != 0 ? tree.value : inherited
    let goesOn = tree.hasChildren
    let span = 1 << (directBits - depth)
    if goesOn, depth < directBits {
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
    buildNode(at: place, tree: node, depth: directBits, value: value)
    direct.base[first] = place | DirectTable.isNode
  }

  /// Fills the node at `place` from a node of the route tree that has children.
  private mutating func buildNode(at place: UInt32, tree: UInt32, depth: Int, value: UInt16) {
    withUnsafeTemporaryAllocation(of: Below.self, capacity: 1 << Self.stride) { below in
      Self.spread(tree, value: value, of: routes.nodes, over: below)
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

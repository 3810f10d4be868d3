/// What covers 6 bits of an address in a `PrefixTrie`.
struct TrieNode: BitwiseCopyable {
  /// The values of the 6 bits whose search goes on below.
  var internals: UInt64
  /// The values at which a run of equal next hops starts.
  var leafStarts: UInt64
  var firstLeaf: UInt32
  var firstChild: UInt32

  /// The bits that a node resolves.
  static var stride: Int { 6 }
}

/// What a `PrefixTrie` consists of, the same for both families: prefixes are given with their first
/// bit in the top bit of 128.
struct TrieTable: ~Copyable {
  var direct: DirectTable
  var nodes: Pool<TrieNode>
  var leaves: Pool<UInt16>
  var routes: RouteTree

  /// An empty table that expects that many routes.
  init(expecting count: Int, directBits: Int?) {
    direct = DirectTable(bits: directBits ?? (count < 1 << 16 ? 18 : 24))
    nodes = Pool(capacity: count / 4)
    leaves = Pool(capacity: count)
    routes = RouteTree(routes: count)
    // Place 0 is a node like any other; the batched search may prefetch it in vain.
    let unused = nodes.take(1)
    nodes.base[Int(unused)] = TrieNode(internals: 0, leafStarts: 1, firstLeaf: 0, firstChild: 0)
    let none = leaves.take(1)
    leaves.base[Int(none)] = 0
  }

  /// Adds a route that look-ups do not find before `build`.
  mutating func add(_ prefix: UInt128, length: Int, nextHop: UInt16) {
    precondition(nextHop != 0, "next hop 0 means that there is no route")
    routes.insert(prefix, length: length, value: nextHop)
  }

  /// Builds all entries.
  mutating func build() { buildEntries(node: 0, depth: 0, first: 0, inherited: 0) }

  /// Puts a route in or changes it; as long as the direct bits or longer: one direct entry is built
  /// anew, shorter: all that it covers.
  mutating func insert(_ prefix: UInt128, length: Int, nextHop: UInt16) {
    precondition(nextHop != 0, "next hop 0 means that there is no route")
    guard routes.insert(prefix, length: length, value: nextHop) != nextHop else { return }
    rebuild(prefix, length: length)
  }

  /// Takes a route out; false if it was not there.
  mutating func remove(_ prefix: UInt128, length: Int) -> Bool {
    guard routes.remove(prefix, length: length) != 0 else { return false }
    rebuild(prefix, length: length)
    return true
  }

  /// Builds the direct entries anew that a prefix touches.
  private mutating func rebuild(_ prefix: UInt128, length: Int) {
    let depth = min(length, direct.bits)
    let found = routes.find(prefix, length: depth)
    buildEntries(
      node: found.node, depth: depth, first: direct.slot(of: prefix), inherited: found.inherited)
  }
}

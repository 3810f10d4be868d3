/// All routes, as a binary tree with one level for each bit: what a `PrefixTrie` is built from.
///
/// Slow to search and easy to change. Prefixes of both families are given with their first bit in
/// the top bit of 128. Node 0 is the root; as nobody's child, 0 also means "none".
struct RouteTree: ~Copyable {
  struct Node: BitwiseCopyable {
    /// The child for a zero bit and the child for a one bit.
    var zero: UInt32 = 0
    var one: UInt32 = 0
    /// The next hop of the route that ends here; 0 if none does.
    var value: UInt16 = 0

    var hasChildren: Bool { zero | one != 0 }

    func child(_ bit: Bool) -> UInt32 { bit ? one : zero }
  }

  private var pool: Pool<Node>
  /// The routes in the tree.
  private(set) var count = 0

  init(routes: Int) {
    // A full table has about three nodes for each route.
    pool = Pool(capacity: 1 + 3 * routes)
    let root = pool.take(1)
    pool.base[Int(root)] = Node()
  }

  var nodes: UnsafePointer<Node> { UnsafePointer(pool.base) }

  var liveBytes: Int { pool.liveBytes }

  /// Puts a route in, or changes its next hop. O(length).
  ///
  /// - Returns: The next hop that the prefix had, 0 if it was not there.
  @discardableResult
  mutating func insert(_ prefix: UInt128, length: Int, value: UInt16) -> UInt16 {
    var node = 0
    var rest = prefix
    var nodes = pool.base
    for _ in 0..<length {
      let bit = rest >> 127 != 0
      rest <<= 1
      var next = nodes[node].child(bit)
      if next == 0 {
        next = pool.take(1)
        nodes = pool.base
        nodes[Int(next)] = Node()
        if bit { nodes[node].one = next } else { nodes[node].zero = next }
      }
      node = Int(next)
    }
    let old = nodes[node].value
    nodes[node].value = value
    if old == 0 { count += 1 }
    return old
  }

  /// Takes a route out, with the nodes that only it needed. O(length).
  ///
  /// - Returns: The next hop that the prefix had, 0 if it was not there.
  mutating func remove(_ prefix: UInt128, length: Int) -> UInt16 {
    var path: [Int] = [0]
    var rest = prefix
    let nodes = pool.base
    for _ in 0..<length {
      let next = nodes[path[path.count - 1]].child(rest >> 127 != 0)
      rest <<= 1
      guard next != 0 else { return 0 }
      path.append(Int(next))
    }
    let old = nodes[path[length]].value
    guard old != 0 else { return 0 }
    count -= 1
    nodes[path[length]].value = 0
    while path.count > 1, let node = path.popLast(), let parent = path.last {
      guard nodes[node].value == 0, !nodes[node].hasChildren else { break }
      if nodes[parent].zero == UInt32(node) {
        nodes[parent].zero = 0
      } else {
        nodes[parent].one = 0
      }
      pool.give(UInt32(node), count: 1)
    }
    return old
  }

  /// The node of a prefix, 0 if there is none, and the next hop of the longest route that is a
  /// proper prefix of it. O(length).
  func find(_ prefix: UInt128, length: Int) -> (node: UInt32, inherited: UInt16) {
    var node: UInt32 = 0
    var inherited: UInt16 = 0
    var rest = prefix
    let nodes = pool.base
    for _ in 0..<length {
      let here = nodes[Int(node)]
      if here.value != 0 { inherited = here.value }
      node = here.child(rest >> 127 != 0)
      rest <<= 1
      if node == 0 { return (0, inherited) }
    }
    return (node, inherited)
  }
}

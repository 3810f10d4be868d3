internal import CProcessor

/// Longest-prefix match on a compressed trie: a Poptrie (doi:10.1145/2785956.2787474) of 6 bits per
/// level, with direct pointing on the top 18 bits and compressed leaves.
///
/// A node covers 6 bits of the address. One bit of `internals` for each of the 64 values says
/// whether the search goes on below; the children are neighbours, so that the number of ones before
/// the bit is the child's place. Leaves are next hops; a run of equal ones is stored once, and a bit
/// of `leafStarts` marks where each run starts.
///
/// `Bits` is `UInt32` for IPv4 and `UInt128` for IPv6, in host byte order. Next hops are numbers
/// from 1 to 65,535; 0 means that there is no route. Readers on other threads must not run during a
/// change.
public struct PrefixTrie<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: ~Copyable {
  /// What covers 6 bits of the address.
  struct Node: BitwiseCopyable {
    var internals: UInt64
    var leafStarts: UInt64
    var firstLeaf: UInt32
    var firstChild: UInt32
  }

  /// The leading bits that one array access resolves.
  static var directBits: Int { 18 }
  /// The bits that a node resolves.
  static var stride: Int { 6 }
  /// Marks a direct entry that holds a next hop rather than a node's place.
  static var isLeaf: UInt32 { 1 << 31 }

  var direct: Pool<UInt32>
  var nodes: Pool<Node>
  var leaves: Pool<UInt16>
  var routes: RouteTree<Bits>
  /// Routes that were put in or taken out since the last complete build.
  var changes = 0

  /// An empty trie that expects that many routes.
  init(expecting count: Int) {
    direct = Pool(capacity: 1 << Self.directBits, filling: Self.isLeaf)
    nodes = Pool(capacity: count / 4)
    leaves = Pool(capacity: count)
    routes = RouteTree(routes: count)
    // Place 0 is a node like any other; the batched search may prefetch it in vain.
    let unused = nodes.take(1)
    nodes.base[Int(unused)] = Node(internals: 0, leafStarts: 1, firstLeaf: 0, firstChild: 0)
    let none = leaves.take(1)
    leaves.base[Int(none)] = 0
  }

  /// The routes.
  public var count: Int { routes.count }

  /// Bytes that searches may touch: direct entries, nodes and leaves.
  public var lookupBytes: Int { direct.liveBytes + nodes.liveBytes + leaves.liveBytes }

  /// Bytes of the tree of routes, which only changes touch.
  public var routeBytes: Int { routes.liveBytes }

  /// Nodes below the direct entries.
  public var nodeCount: Int { nodes.used - nodes.idle - 1 }

  /// The ones in `bits` below place `index`, 0 to 63.
  @inline(__always)
  static func ones(_ bits: UInt64, below index: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hypertwin_population(bits & ((1 &<< index) &- 1)))
  }

  /// The ones in `bits` up to place `index` itself, 0 to 63.
  @inline(__always)
  static func ones(_ bits: UInt64, through index: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hypertwin_population(bits & ((2 &<< index) &- 1)))
  }

  /// The 6 bits of `address` after the first `depth`; beyond its end they are zero.
  @inline(__always)
  static func digit(_ address: Bits, depth: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: (address &<< Bits(depth)) &>> Bits(Bits.bitWidth - stride))
  }

  /// The next hop of one address, 0 if there is none. O(levels): at most 4 accesses to memory that
  /// wait for each other for IPv4.
  @inline(__always)
  func find(_ address: Bits) -> UInt16 {
    let slot = Int(truncatingIfNeeded: address &>> Bits(Bits.bitWidth - Self.directBits))
    let entry = direct.base[slot]
    if entry & Self.isLeaf != 0 { return UInt16(truncatingIfNeeded: entry) }
    var place = entry
    var depth = Self.directBits
    while true {
      let node = UnsafePointer(nodes.base + Int(place))
      let digit = Self.digit(address, depth: depth)
      guard node.pointee.internals &>> digit & 1 != 0 else {
        let rank = Self.ones(node.pointee.leafStarts, through: digit)
        return leaves.base[Int(node.pointee.firstLeaf &+ rank &- 1)]
      }
      place = node.pointee.firstChild &+ Self.ones(node.pointee.internals, below: digit)
      depth &+= Self.stride
    }
  }
}

extension PrefixTrie where Bits == UInt32 {
  /// The next hop of an IPv4 address, 0 if there is none.
  public func lookup(_ address: UInt32) -> UInt16 { find(address) }

  /// The next hops of many IPv4 addresses at once; `results` has room for `count`.
  public func lookup(
    _ addresses: UnsafePointer<UInt32>, count: Int, into results: UnsafeMutablePointer<UInt16>
  ) {
    find(addresses, count: count, into: results)
  }
}

extension PrefixTrie where Bits == UInt128 {
  /// The next hop of an IPv6 address, 0 if there is none.
  public func lookup(_ address: UInt128) -> UInt16 { find(address) }

  /// The next hops of many IPv6 addresses at once; `results` has room for `count`.
  public func lookup(
    _ addresses: UnsafePointer<UInt128>, count: Int, into results: UnsafeMutablePointer<UInt16>
  ) {
    find(addresses, count: count, into: results)
  }
}

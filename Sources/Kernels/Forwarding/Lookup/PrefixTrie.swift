/// Longest-prefix match on a compressed trie: a Poptrie (doi:10.1145/2785956.2787474) of 6 bits per
/// level, with direct pointing on the top bits and compressed leaves.
///
/// A node covers 6 bits of the address. One bit of `internals` for each of the 64 values says
/// whether the search goes on below; the children are neighbours, so that the number of ones before
/// the bit is the child's place. Leaves are next hops; a run of equal ones is stored once, and a
/// bit of `leafStarts` marks where each run starts.
///
/// Large tables point directly on 24 bits, as DIR-24-8 does (doi:10.1109/INFCOM.1998.662938): most
/// routes of the Internet are no longer, and one access to memory finds them. That takes up to
/// 64 MiB, so that small tables point on 18 bits, as the Poptrie's authors do.
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

  /// The bits that a node resolves.
  static var stride: Int { 6 }

  var direct: DirectTable
  var nodes: Pool<Node>
  var leaves: Pool<UInt16>
  var routes: RouteTree

  /// An empty trie that expects that many routes.
  init(expecting count: Int, directBits: Int?) {
    direct = DirectTable(bits: directBits ?? (count < 1 << 16 ? 18 : 24))
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

  /// The leading bits of an address that one access to memory resolves.
  public var directBits: Int { direct.bits }

  /// Bytes that searches may touch: direct entries, nodes and leaves.
  public var lookupBytes: Int { direct.liveBytes + nodes.liveBytes + leaves.liveBytes }

  /// Bytes of the tree of routes, which only changes touch.
  public var routeBytes: Int { routes.liveBytes }

  /// Nodes below the direct entries.
  public var nodeCount: Int { nodes.used - nodes.idle - 1 }
}

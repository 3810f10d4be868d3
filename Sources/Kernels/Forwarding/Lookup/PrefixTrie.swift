public import Model

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
  var table: TrieTable

  /// A trie of `routes`; of two with the same prefix the later one holds. O(n) for n routes.
  ///
  /// - Parameter directBits: The leading bits that one access to memory resolves, 8 to 24; nil for
  ///   24 in tables of 65,536 routes and more, else 18. What the tables of 24 bits have entries
  ///   for takes up to 64 MiB.
  public init<Address: IPAddress>(
    _ routes: [Route<Address, UInt16>], directBits: Int? = nil
  ) where Address.Bits == Bits {
    table = TrieTable(expecting: routes.count, directBits: directBits)
    for route in routes {
      table.add(
        Self.aligned(route.prefix.address.bits), length: route.prefix.length,
        nextHop: route.nextHop)
    }
    table.build()
  }

  /// A trie without a route.
  public init() { table = TrieTable(expecting: 0, directBits: nil) }

  /// Adds a route, or replaces the one with the same prefix. The next hop is not 0.
  public mutating func insert<Address: IPAddress>(
    _ prefix: Prefix<Address>, nextHop: UInt16
  ) where Address.Bits == Bits {
    table.insert(Self.aligned(prefix.address.bits), length: prefix.length, nextHop: nextHop)
  }

  /// Removes the route of a prefix; false if there is none.
  @discardableResult
  public mutating func remove<Address: IPAddress>(
    _ prefix: Prefix<Address>
  ) -> Bool where Address.Bits == Bits {
    table.remove(Self.aligned(prefix.address.bits), length: prefix.length)
  }

  /// A prefix as the table takes it.
  private static func aligned(_ prefix: Bits) -> UInt128 {
    UInt128(truncatingIfNeeded: prefix) << UInt128(128 - Bits.bitWidth)
  }

  /// The routes.
  public var count: Int { table.routes.count }

  /// The leading bits of an address that one access to memory resolves.
  public var directBits: Int { table.direct.bits }

  /// Bytes that searches may touch: direct entries, nodes and leaves.
  public var lookupBytes: Int {
    table.direct.liveBytes + table.nodes.liveBytes + table.leaves.liveBytes
  }

  /// Bytes of the tree of routes, which only changes touch.
  public var routeBytes: Int { table.routes.liveBytes }

  /// Nodes below the direct entries.
  public var nodeCount: Int { table.nodes.used - table.nodes.idle - 1 }
}

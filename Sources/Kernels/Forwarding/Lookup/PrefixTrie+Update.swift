public import Model

extension PrefixTrie {
  /// Puts a route in or changes it; 18 bits or longer: one direct entry is built anew, shorter: all
  /// that it covers.
  mutating func put(_ prefix: Bits, length: Int, nextHop: UInt16) {
    precondition(nextHop != 0, "next hop 0 means that there is no route")
    guard routes.insert(prefix, length: length, value: nextHop) != nextHop else { return }
    rebuild(prefix, length: length)
  }

  /// Takes a route out; false if it was not there.
  mutating func take(_ prefix: Bits, length: Int) -> Bool {
    guard routes.remove(prefix, length: length) != 0 else { return false }
    rebuild(prefix, length: length)
    return true
  }

  /// Builds the direct entries anew that a prefix touches.
  private mutating func rebuild(_ prefix: Bits, length: Int) {
    let depth = min(length, Self.directBits)
    let first = Int(truncatingIfNeeded: prefix >> Bits(Bits.bitWidth - Self.directBits))
    let found = routes.find(prefix, length: depth)
    buildEntries(node: found.node, depth: depth, first: first, inherited: found.inherited)
  }
}

extension PrefixTrie where Bits == UInt32 {
  /// A trie of `routes`; of two with the same prefix the later one holds. O(n) for n routes.
  public init(_ routes: [Route<IPv4Address, UInt16>] = []) {
    self.init(expecting: routes.count)
    for route in routes {
      precondition(route.nextHop != 0, "next hop 0 means that there is no route")
      self.routes.insert(
        route.prefix.address.bits, length: route.prefix.length, value: route.nextHop)
    }
    buildEntries(node: 0, depth: 0, first: 0, inherited: 0)
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
  public init(_ routes: [Route<IPv6Address, UInt16>] = []) {
    self.init(expecting: routes.count)
    for route in routes {
      precondition(route.nextHop != 0, "next hop 0 means that there is no route")
      self.routes.insert(
        route.prefix.address.bits, length: route.prefix.length, value: route.nextHop)
    }
    buildEntries(node: 0, depth: 0, first: 0, inherited: 0)
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

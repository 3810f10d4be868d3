/// Where packets for one block of addresses go next.
public struct Route<Address: IPAddress, NextHop: Hashable & Sendable>: Hashable, Sendable {
  /// The destinations that this route serves.
  public let prefix: Prefix<Address>

  /// Where they are sent.
  public let nextHop: NextHop

  /// The route that sends packets for `prefix` to `nextHop`.
  public init(_ prefix: Prefix<Address>, nextHop: NextHop) {
    self.prefix = prefix
    self.nextHop = nextHop
  }
}

/// Longest-prefix match, slow and obvious: the reference that faster tables are tested against.
///
/// The longest prefix that contains the destination wins (RFC 1812, 5.2.4.3); of two routes with
/// the same prefix the later one replaces the earlier.
public struct RoutingTable<Address: IPAddress, NextHop: Hashable & Sendable>: Sendable {
  /// The routes in the order of insertion, each prefix once.
  public private(set) var routes: [Route<Address, NextHop>] = []

  /// A table of `routes`. O(n²).
  public init(_ routes: [Route<Address, NextHop>] = []) {
    for route in routes { insert(route) }
  }

  /// Adds a route, or replaces the one with the same prefix. O(n).
  public mutating func insert(_ route: Route<Address, NextHop>) {
    if let index = routes.firstIndex(where: { $0.prefix == route.prefix }) {
      routes[index] = route
    } else {
      routes.append(route)
    }
  }

  /// The route whose prefix is the longest that contains `destination`; nil if none does. O(n).
  public func lookup(_ destination: Address) -> Route<Address, NextHop>? {
    var best: Route<Address, NextHop>?
    for route in routes where route.prefix.contains(destination) {
      if best.map({ $0.prefix.length < route.prefix.length }) ?? true { best = route }
    }
    return best
  }
}

import ForwardingChecks
import Kernels
import Model
import Testing

/// The trie finds what slower tables find.
@Suite struct PrefixTrieTests {
  /// With the model's linear table, on small tables whose prefixes overlap a lot: a million
  /// look-ups in the long form.
  @Test(arguments: 1...UInt64(ForwardingExtent.count(10, long: 20)))
  func agreesWithTheModelsLinearTable(seed: UInt64) throws {
    var random = ForwardingRandom(seed: seed)
    var routes: [Route<IPv4Address, UInt16>] = []
    for nextHop in 1...UInt16(10) {
      let length = random.below(33)
      let bits = UInt32(truncatingIfNeeded: random.next()) & 0x8300_c0ff
      routes.append(
        Route(try #require(Prefix(IPv4Address(bits: bits), length: length)), nextHop: nextHop))
    }
    let table = RoutingTable(routes)
    let trie = PrefixTrie<UInt32>(routes)
    let count = trie.count
    #expect(count == table.routes.count)
    var mismatches = 0
    for _ in 0..<ForwardingExtent.count(10_000, long: 50_000) {
      let address = UInt32(truncatingIfNeeded: random.next()) & 0x8300_c0ff
      let expected = table.lookup(IPv4Address(bits: address))?.nextHop ?? 0
      if trie.lookup(address) != expected { mismatches += 1 }
    }
    #expect(mismatches == 0, "seed \(seed)")
  }

  @Test func agreesWithTheModelsLinearTableOnManyRoutes() {
    let routes = SyntheticTable.ipv4(count: 2_000, nextHops: 100, seed: 42)
    let table = RoutingTable(routes)
    let trie = PrefixTrie<UInt32>(routes)
    var random = ForwardingRandom(seed: 43)
    for _ in 0..<1_000 {
      let prefix = routes[random.below(routes.count)].prefix
      let host =
        UInt32(truncatingIfNeeded: random.next()) & ~Prefix<IPv4Address>.mask(prefix.length)
      let address = IPv4Address(bits: prefix.address.bits | host)
      let found = trie.lookup(address.bits)
      #expect(found == table.lookup(address)?.nextHop)
    }
  }

  /// A full table in the long form, and with a million look-ups.
  @Test func aLargeTableAgreesWithDictionaries() {
    let routes = ForwardingExtent.count(200_000, long: 950_000)
    let lookups = ForwardingExtent.count(200_000, long: 1_000_000)
    let comparison = TrieChecks.ipv4(routes: routes, lookups: lookups, seed: 7)
    #expect(comparison.routes == routes)
    #expect(comparison.hits > lookups / 2)
    #expect(comparison.mismatches == 0)
  }

  @Test func aLargeTableOfIPv6AgreesWithDictionaries() {
    let routes = ForwardingExtent.count(70_000, long: 200_000)
    let lookups = ForwardingExtent.count(100_000, long: 300_000)
    let comparison = TrieChecks.ipv6(routes: routes, lookups: lookups, seed: 8)
    #expect(comparison.routes == routes)
    #expect(comparison.hits > lookups / 2)
    #expect(comparison.mismatches == 0)
  }

  @Test(arguments: 1...2)
  func changesLeaveATrieThatAgrees(seed: UInt64) {
    let changes = ForwardingExtent.count(5_000, long: 20_000)
    let comparison = TrieChecks.changes(changes, interval: 5, seed: seed)
    #expect(comparison.lookups > changes * 10)
    #expect(comparison.mismatches == 0, "seed \(seed)")
  }

  @Test(arguments: 1...2)
  func changesOfIPv6LeaveATrieThatAgrees(seed: UInt64) {
    let changes = ForwardingExtent.count(5_000, long: 20_000)
    let comparison = TrieChecks.changesIPv6(changes, interval: 5, seed: seed)
    #expect(comparison.lookups > changes * 10)
    #expect(comparison.mismatches == 0, "seed \(seed)")
  }

  @Test func anEmptyTrieKnowsNoRouteAndADefaultRouteServesAll() throws {
    var trie = PrefixTrie<UInt32>()
    for address in [0, 0x7fff_ffff, UInt32.max] {
      let found = trie.lookup(address)
      #expect(found == 0)
    }
    let everything = try #require(Prefix<IPv4Address>("0.0.0.0/0"))
    trie.insert(everything, nextHop: 9)
    for address in [0, 0x7fff_ffff, UInt32.max] {
      let found = trie.lookup(address)
      #expect(found == 9)
    }
    let first = trie.remove(everything)
    let second = trie.remove(everything)
    #expect(first && !second)
    let left = (trie.lookup(1), trie.count)
    #expect(left == (0, 0))
  }

  /// What is given back is used again.
  @Test func aTableThatChangesForEverDoesNotGrow() {
    let routes = SyntheticTable.ipv4(count: 20_000, nextHops: 50, seed: 3)
    var trie = PrefixTrie<UInt32>(routes)
    let bytes = trie.lookupBytes
    for _ in 0..<3 {
      for route in routes { trie.remove(route.prefix) }
      let left = (trie.nodeCount, trie.count)
      #expect(left == (0, 0))
      for route in routes { trie.insert(route.prefix, nextHop: route.nextHop) }
      let now = trie.lookupBytes
      #expect(now == bytes)
    }
  }
}

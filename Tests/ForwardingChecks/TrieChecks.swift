import Kernels
import Model

/// Comparisons of the trie with references, here because tests are not compiled with optimisation.
public enum TrieChecks {
  /// What was compared.
  public struct Comparison {
    public var lookups = 0
    public var mismatches = 0
    public var routes = 0
    public var hits = 0
  }

  /// A synthetic IPv4 table against dictionaries; half of the addresses lie in routed prefixes.
  public static func ipv4(routes count: Int, lookups: Int, seed: UInt64) -> Comparison {
    let routes = SyntheticTable.ipv4(count: count, nextHops: 60_000, seed: seed)
    let trie = PrefixTrie<UInt32>(routes)
    let addresses = addresses(lookups, seed: seed, routes: routes, astrayOneIn: 2) {
      UInt32(truncatingIfNeeded: $0.next())
    }
    var results = [UInt16](repeating: 0, count: lookups)
    trie.lookup(addresses, count: lookups, into: &results)
    return compare(trie.count, routes, addresses, results) { trie.lookup($0) }
  }

  /// The same for IPv6; an eighth of the addresses lie in no prefix but by chance.
  public static func ipv6(routes count: Int, lookups: Int, seed: UInt64) -> Comparison {
    let routes = SyntheticTable.ipv6(count: count, nextHops: 60_000, seed: seed)
    let trie = PrefixTrie<UInt128>(routes)
    let addresses = addresses(lookups, seed: seed, routes: routes, astrayOneIn: 8) {
      UInt128($0.next()) << 64 | UInt128($0.next())
    }
    var results = [UInt16](repeating: 0, count: lookups)
    trie.lookup(addresses, count: lookups, into: &results)
    return compare(trie.count, routes, addresses, results) { trie.lookup($0) }
  }

  /// Random addresses, of which one in so many lies anywhere and the others in prefixes of
  /// `routes`.
  private static func addresses<Address: IPAddress>(
    _ count: Int, seed: UInt64, routes: [Route<Address, UInt16>], astrayOneIn share: Int,
    draw: (inout ForwardingRandom) -> Address.Bits
  ) -> [Address.Bits] {
    var random = ForwardingRandom(seed: seed &+ 1)
    return (0..<count).map { index in
      let word = draw(&random)
      guard index % share != 0 else { return word }
      let prefix = routes[random.below(routes.count)].prefix
      return prefix.address.bits | word & ~Prefix<Address>.mask(prefix.length)
    }
  }

  /// Compares what was found together, and what is found one by one, with dictionaries.
  private static func compare<Address: IPAddress>(
    _ count: Int, _ routes: [Route<Address, UInt16>], _ addresses: [Address.Bits],
    _ results: [UInt16], find: (Address.Bits) -> UInt16
  ) -> Comparison {
    var reference = HashedReference<Address.Bits>()
    for route in routes {
      reference.insert(
        route.prefix.address.bits, length: route.prefix.length, nextHop: route.nextHop)
    }
    var comparison = Comparison(lookups: addresses.count, routes: count)
    for (address, result) in zip(addresses, results) {
      let expected = reference.lookup(address)
      if expected != 0 { comparison.hits += 1 }
      if expected != result || expected != find(address) { comparison.mismatches += 1 }
    }
    return comparison
  }

  /// A table that changes at random, compared after every `interval` changes; prefixes of all
  /// lengths from a small part of the space, so that they cover and uncover each other.
  public static func changes(_ changes: Int, interval: Int, seed: UInt64) -> Comparison {
    var trie = PrefixTrie<UInt32>()
    return compare(
      changes, interval: interval, seed: seed, trie: &trie,
      prefix: { random -> Prefix<IPv4Address>? in
        // Lengths below 12 rebuild thousands of entries each; a few do.
        let length = random.below(20) == 0 ? random.below(12) : 12 + random.below(21)
        let bits = scattered(&random) & Prefix<IPv4Address>.mask(length)
        return Prefix(IPv4Address(bits: bits), length: length)
      }, address: { scattered(&$0) }, find: { $0.lookup($1) })
  }

  /// The same for IPv6, with long prefixes.
  public static func changesIPv6(_ changes: Int, interval: Int, seed: UInt64) -> Comparison {
    var trie = PrefixTrie<UInt128>()
    func bits(_ random: inout ForwardingRandom) -> UInt128 {
      UInt128(scattered(&random)) << 96 | UInt128(random.below(4)) << 40
    }
    return compare(
      changes, interval: interval, seed: seed, trie: &trie,
      prefix: { random -> Prefix<IPv6Address>? in
        let length = 14 + random.below(115)
        let bits = bits(&random) & Prefix<IPv6Address>.mask(length)
        return Prefix(IPv6Address(bits: bits), length: length)
      }, address: { bits(&$0) | UInt128($0.below(2)) }, find: { $0.lookup($1) })
  }

  /// Changes a trie and dictionaries alike, a third of the times by a removal.
  private static func compare<Address: IPAddress>(
    _ changes: Int, interval: Int, seed: UInt64, trie: inout PrefixTrie<Address.Bits>,
    prefix draw: (inout ForwardingRandom) -> Prefix<Address>?,
    address drawAddress: (inout ForwardingRandom) -> Address.Bits,
    find: (borrowing PrefixTrie<Address.Bits>, Address.Bits) -> UInt16
  ) -> Comparison {
    var random = ForwardingRandom(seed: seed)
    var reference = HashedReference<Address.Bits>()
    var comparison = Comparison()
    for change in 1...changes {
      guard let prefix = draw(&random) else {
        comparison.mismatches += 1
        continue
      }
      let bits = prefix.address.bits
      if random.below(3) == 0 {
        let isThere = trie.remove(prefix)
        if isThere != reference.has(bits, length: prefix.length) { comparison.mismatches += 1 }
        reference.remove(bits, length: prefix.length)
      } else {
        let nextHop = UInt16(1 + random.below(9))
        trie.insert(prefix, nextHop: nextHop)
        reference.insert(bits, length: prefix.length, nextHop: nextHop)
      }
      guard change % interval == 0 else { continue }
      for _ in 0..<64 {
        let address = drawAddress(&random)
        comparison.lookups += 1
        if find(trie, address) != reference.lookup(address) { comparison.mismatches += 1 }
      }
    }
    comparison.routes = trie.count
    return comparison
  }

  /// An address in 16 blocks of 256 addresses each, spread over two /8.
  private static func scattered(_ random: inout ForwardingRandom) -> UInt32 {
    let word = UInt32(truncatingIfNeeded: random.next())
    return 0x0a00_0000 | (word & 1) << 24 | (word & 0xe) << 16 | word & 0x1000 | (word >> 24)
  }
}

// In this file, as builds for debugging specialise generic code within a file only.

/// Longest-prefix match with one dictionary for each length, searched from the longest: obviously
/// right, and quick enough for a million look-ups in a full table.
struct HashedReference<Bits: FixedWidthInteger & UnsignedInteger & Sendable> {
  private var tables: [[Bits: UInt16]] = Array(repeating: [:], count: Bits.bitWidth + 1)

  private static func mask(_ length: Int) -> Bits {
    length == 0 ? 0 : ~Bits(0) << Bits(Bits.bitWidth - length)
  }

  mutating func insert(_ bits: Bits, length: Int, nextHop: UInt16) {
    tables[length][bits & Self.mask(length)] = nextHop
  }

  mutating func remove(_ bits: Bits, length: Int) {
    tables[length][bits & Self.mask(length)] = nil
  }

  func has(_ bits: Bits, length: Int) -> Bool { nextHop(bits, length: length) != nil }

  func nextHop(_ bits: Bits, length: Int) -> UInt16? { tables[length][bits & Self.mask(length)] }

  func lookup(_ address: Bits) -> UInt16 {
    for length in stride(from: Bits.bitWidth, through: 0, by: -1) where !tables[length].isEmpty {
      if let nextHop = tables[length][address & Self.mask(length)] { return nextHop }
    }
    return 0
  }
}

public import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Look-ups in a full table, and the whole forwarding path, measured in memory on one core.
///
/// Times are of the thread on its CPU, so that other work on the machine takes caches away, but no
/// time. Every result is checked: a sample of look-ups against a linear search, and every forwarded
/// packet's time to live and checksum.
public struct ForwardingBenchmark: Sendable {
  /// What is measured.
  public enum Task: String, Hashable, Sendable, CaseIterable {
    /// IPv4 look-ups of 1024 addresses again and again, whose paths fit into the second-level
    /// cache, 1024 at a time.
    case lookupCached = "lookup_cached"
    /// IPv4 look-ups of 4 million addresses, anywhere in the table's prefixes, all at a time.
    case lookupUncached = "lookup_uncached"
    /// The 1024 addresses one at a time; the processor may overlap them all the same.
    case singleCached = "single_cached"
    /// The 4 million addresses one at a time.
    case singleUncached = "single_uncached"
    /// The 1024 addresses one at a time, each search only after the one before: how long one takes
    /// by itself.
    case chainedCached = "chained_cached"
    /// The 4 million addresses likewise.
    case chainedUncached = "chained_uncached"
    /// The same as `lookupCached` for IPv6, 1024 addresses.
    case lookupCachedIPv6 = "lookup_cached_ipv6"
    /// The same IPv6, 1 million addresses.
    case lookupUncachedIPv6 = "lookup_uncached_ipv6"
    /// 1024 packets of 64 bytes with as many destinations.
    case forwardCached = "forward_cached"
    /// 131,072 packets of 64 bytes, anywhere in the table's prefixes.
    case forwardUncached = "forward_uncached"
  }

  /// What was measured and checked.
  public struct Report: Sendable {
    /// Routes of IPv4 and IPv6.
    public var routes = (ipv4: 0, ipv6: 0)
    /// Nanoseconds to build the trie of IPv4 from a list of routes.
    public var buildNanoseconds = 0.0
    /// Nanoseconds to take a route of IPv4 out or put it in, on average.
    public var updateNanoseconds = 0.0
    /// Bytes that look-ups of IPv4 may touch, and bytes of the tree that changes need.
    public var bytes = (lookup: 0, routes: 0)
    /// Bytes that look-ups of IPv6 may touch.
    public var bytesIPv6 = 0
    /// Nanoseconds for one look-up or packet, in each round.
    public var nanoseconds: [Task: [Double]] = [:]
    /// Look-ups and packets that were checked, and those that were wrong.
    public var checked = 0
    /// See `checked`.
    public var wrong = 0
  }

  /// Routes of IPv4, 1 to 2,000,000; a fifth as many of IPv6.
  public var routes: Int
  /// Rounds, each of all tasks.
  public var rounds: Int
  /// What table, addresses and packets are drawn from.
  public var seed: UInt64

  /// A benchmark of that size.
  public init(routes: Int, rounds: Int, seed: UInt64) {
    self.routes = routes
    self.rounds = rounds
    self.seed = seed
  }

  /// Builds, measures and checks.
  ///
  /// - Parameter progress: Told the rounds that are done and their number.
  public func run(_ progress: (Int, Int) -> Void) throws(RouterConfigurationError) -> Report {
    var report = Report()
    let table = SyntheticTable.ipv4(count: routes, nextHops: 64, seed: seed)
    let tableIPv6 = SyntheticTable.ipv6(count: max(1, routes / 5), nextHops: 64, seed: seed)
    report.routes = (table.count, tableIPv6.count)
    var start = Self.cpuTime()
    var trie = PrefixTrie<UInt32>(table)
    report.buildNanoseconds = Double(Self.cpuTime() - start)
    let trieIPv6 = PrefixTrie<UInt128>(tableIPv6)
    report.bytes = (trie.lookupBytes, trie.routeBytes)
    report.bytesIPv6 = trieIPv6.lookupBytes

    let changed = table.prefix(50_000)
    start = Self.cpuTime()
    for route in changed { trie.remove(route.prefix) }
    for route in changed { trie.insert(route.prefix, nextHop: route.nextHop) }
    report.updateNanoseconds = Double(Self.cpuTime() - start) / Double(2 * changed.count)

    var random = ForwardingRandom(seed: seed &+ 1)
    let few = BenchmarkAddresses.ipv4(1 << 10, in: table, &random)
    let many = BenchmarkAddresses.ipv4(1 << 22, in: table, &random)
    let fewIPv6 = BenchmarkAddresses.ipv6(1 << 10, in: tableIPv6, &random)
    let manyIPv6 = BenchmarkAddresses.ipv6(1 << 20, in: tableIPv6, &random)
    check(table, few.prefix(50) + many.prefix(150), trie, &report)
    let packets = try BenchmarkPackets(table: table, destinations: few)
    let morePackets = try BenchmarkPackets(table: table, destinations: Array(many.prefix(1 << 17)))
    var results = [UInt16](repeating: 0, count: many.count)
    for round in 0..<rounds {
      let lookups = 1 << 22
      report.add(.lookupCached, lookups) {
        for _ in 0..<lookups / few.count { trie.lookup(few, count: few.count, into: &results) }
      }
      report.add(.lookupUncached, many.count) {
        trie.lookup(many, count: many.count, into: &results)
      }
      report.add(.singleCached, lookups) {
        for _ in 0..<lookups / few.count { Self.lookUp(few, in: trie, into: &results) }
      }
      report.add(.singleUncached, many.count) { Self.lookUp(many, in: trie, into: &results) }
      report.add(.chainedCached, lookups) {
        for _ in 0..<lookups / few.count { Self.lookUpChained(few, in: trie, into: &results) }
      }
      report.add(.chainedUncached, many.count) {
        Self.lookUpChained(many, in: trie, into: &results)
      }
      report.add(.lookupCachedIPv6, 1 << 20) {
        for _ in 0..<(1 << 20) / fewIPv6.count {
          trieIPv6.lookup(fewIPv6, count: fewIPv6.count, into: &results)
        }
      }
      report.add(.lookupUncachedIPv6, manyIPv6.count) {
        trieIPv6.lookup(manyIPv6, count: manyIPv6.count, into: &results)
      }
      packets.measure(.forwardCached, passes: 128, &report)
      morePackets.measure(.forwardUncached, passes: 2, &report)
      progress(round + 1, rounds)
    }
    return report
  }

  /// One look-up after the other.
  private static func lookUp(
    _ addresses: [UInt32], in trie: borrowing PrefixTrie<UInt32>, into results: inout [UInt16]
  ) {
    addresses.withUnsafeBufferPointer { addresses in
      results.withUnsafeMutableBufferPointer { results in
        for index in addresses.indices { results[index] = trie.lookup(addresses[index]) }
      }
    }
  }

  /// One look-up after the other, each address known only when the one before is found: next hops
  /// here are so small that nothing is added, which the processor cannot foresee.
  private static func lookUpChained(
    _ addresses: [UInt32], in trie: borrowing PrefixTrie<UInt32>, into results: inout [UInt16]
  ) {
    addresses.withUnsafeBufferPointer { addresses in
      results.withUnsafeMutableBufferPointer { results in
        var last: UInt16 = 0
        for index in addresses.indices {
          last = trie.lookup(addresses[index] &+ UInt32(last >> 15))
          results[index] = last
        }
      }
    }
  }

  /// Compares look-ups with a linear search.
  private func check(
    _ table: [Route<IPv4Address, UInt16>], _ addresses: ArraySlice<UInt32>,
    _ trie: borrowing PrefixTrie<UInt32>, _ report: inout Report
  ) {
    let scan = LinearScan(table)
    for address in addresses {
      report.checked += 1
      if trie.lookup(address) != scan.lookup(address) { report.wrong += 1 }
    }
  }

  /// Nanoseconds that this thread has run.
  static func cpuTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

extension ForwardingBenchmark.Report {
  /// Times work that does `count` things.
  fileprivate mutating func add(_ task: ForwardingBenchmark.Task, _ count: Int, _ work: () -> Void)
  {
    let start = ForwardingBenchmark.cpuTime()
    work()
    let time = Double(ForwardingBenchmark.cpuTime() - start)
    nanoseconds[task, default: []].append(time / Double(count))
  }
}

/// The routes in a row, searched from end to end.
struct LinearScan {
  private let entries: [(bits: UInt32, mask: UInt32, length: Int, nextHop: UInt16)]

  init(_ routes: [Route<IPv4Address, UInt16>]) {
    entries = routes.map { route in
      let length = route.prefix.length
      let mask = length == 0 ? 0 : ~UInt32(0) << UInt32(32 - length)
      return (route.prefix.address.bits, mask, length, route.nextHop)
    }
  }

  func lookup(_ address: UInt32) -> UInt16 {
    var best = -1
    var nextHop: UInt16 = 0
    for entry in entries where address & entry.mask == entry.bits && entry.length > best {
      best = entry.length
      nextHop = entry.nextHop
    }
    return nextHop
  }
}

/// Destinations drawn from a table: a prefix, each as likely as any other, and an address in it.
public enum BenchmarkAddresses {
  /// `count` addresses of IPv4.
  public static func ipv4(
    _ count: Int, in table: [Route<IPv4Address, UInt16>], _ random: inout ForwardingRandom
  ) -> [UInt32] {
    (0..<count).map { _ in
      let prefix = table[random.below(table.count)].prefix
      let host = prefix.length == 32 ? 0 : ~UInt32(0) >> UInt32(prefix.length)
      return prefix.address.bits | UInt32(truncatingIfNeeded: random.next()) & host
    }
  }

  /// `count` addresses of IPv6.
  public static func ipv6(
    _ count: Int, in table: [Route<IPv6Address, UInt16>], _ random: inout ForwardingRandom
  ) -> [UInt128] {
    (0..<count).map { _ in
      let prefix = table[random.below(table.count)].prefix
      let host = prefix.length == 128 ? 0 : ~UInt128(0) >> UInt128(prefix.length)
      let word = UInt128(random.next()) << 64 | UInt128(random.next())
      return prefix.address.bits | word & host
    }
  }
}

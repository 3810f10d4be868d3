import Foundation
import Kernels
import Model

/// A full table, and addresses to look up in it, in a file that our program and its peers read.
///
/// Numbers lie as in this machine's memory: those of routes, addresses and passes over them (32
/// bits each); for each route its prefix (32 bits), next hop and length (16 each); the addresses.
struct LookupTable {
  /// Routes of the size of the Internet's table.
  static let routes = 950_000
  /// What routes and addresses are drawn from; that of `hypertwin kernel forward --benchmark`.
  private static let seed: UInt64 = 1
  private static let nextHops = 64

  private let table: [Route<IPv4Address, UInt16>]
  private let addresses: [UInt32]
  /// How often all addresses are looked up.
  private let passes: Int

  /// A table with so many random addresses, each in a prefix that is as likely as any other.
  static func make(addresses: Int, passes: Int) -> LookupTable {
    let table = SyntheticTable.ipv4(count: routes, nextHops: nextHops, seed: seed)
    var random = ForwardingRandom(seed: seed &+ 1)
    return LookupTable(
      table: table, addresses: BenchmarkAddresses.ipv4(addresses, in: table, &random),
      passes: passes)
  }

  /// Writes it.
  func write(_ path: String) throws {
    var words = [UInt32(table.count), UInt32(addresses.count), UInt32(passes)]
    for route in table {
      words.append(route.prefix.address.bits)
      words.append(UInt32(route.nextHop) | UInt32(route.prefix.length) << 16)
    }
    words += addresses
    try words.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: path)) }
  }

  /// Reads what `write` has written.
  ///
  /// - Throws: `BenchError` if it is anything else.
  static func read(_ path: String) throws -> LookupTable {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let words = data.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
    guard words.count > 3, words.count == 3 + 2 * Int(words[0]) + Int(words[1]) else {
      throw BenchError("\(path) is not a table of `bench compare`")
    }
    let end = 3 + 2 * Int(words[0])
    let table = try stride(from: 3, to: end, by: 2).map { place in
      let address = IPv4Address(bits: words[place])
      guard let prefix = Prefix(address, length: Int(words[place + 1] >> 16)) else {
        throw BenchError("\(path): \(address) is no prefix")
      }
      return Route(prefix, nextHop: UInt16(truncatingIfNeeded: words[place + 1]))
    }
    return LookupTable(table: table, addresses: Array(words[end...]), passes: Int(words[2]))
  }

  /// Looks all addresses up as often as the table says, and times it as its peers do: by the time
  /// of this thread on a CPU. What was forwarded is the sum of the next hops.
  func measure() -> Measurement {
    let trie = PrefixTrie<UInt32>(table)
    var results = [UInt16](repeating: 0, count: addresses.count)
    trie.lookup(addresses, count: addresses.count, into: &results)
    let start = Self.now()
    for _ in 0..<passes { trie.lookup(addresses, count: addresses.count, into: &results) }
    let time = Self.now() - start
    return Measurement(
      units: addresses.count * passes, nanoseconds: time,
      forwarded: results.reduce(0) { $0 + Int($1) }, events: 0)
  }

  /// Nanoseconds that this thread has run.
  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

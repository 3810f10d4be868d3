import ArgumentParser
import Kernels
import Model

struct KernelForward: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "forward")
  func run() async throws {
    let clock = ContinuousClock()
    let count = 950_000
    var t = clock.now
    let routes = SyntheticTable.ipv4(count: count, nextHops: 64, seed: 1)
    print("generate", clock.now - t)
    t = clock.now
    var trie = PrefixTrie<UInt32>(routes)
    print("build", clock.now - t, trie.lookupBytes, trie.routeBytes, trie.nodeCount)
    var random = ForwardingRandom(seed: 3)
    for n in [1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 20, 1 << 23] {
      let addresses = (0..<n).map { _ -> UInt32 in
        let r = routes[random.below(routes.count)]
        return r.prefix.address.bits | UInt32(truncatingIfNeeded: random.next()) & ~Prefix<IPv4Address>.mask(r.prefix.length)
      }
      var results = [UInt16](repeating: 0, count: n)
      let repeats = max(1, (1 << 24) / n)
      for _ in 0..<3 {
        t = clock.now
        for _ in 0..<repeats { trie.lookup(addresses, count: n, into: &results) }
        let d = clock.now - t
        var sum = 0
        let t2 = clock.now
        for _ in 0..<repeats / 4 + 1 { for a in addresses { sum &+= Int(trie.lookup(a)) } }
        let d2 = clock.now - t2
        print(n, Double(d.components.attoseconds) / 1e9 / Double(repeats * n), "ns single", Double(d2.components.attoseconds) / 1e9 / Double((repeats / 4 + 1) * n), sum & 1)
      }
    }
    t = clock.now
    for i in 0..<100_000 { trie.remove(routes[i].prefix) }
    for i in 0..<100_000 { trie.insert(routes[i].prefix, nextHop: routes[i].nextHop) }
    print("200k updates", clock.now - t, trie.lookupBytes)
  }
}

import Testing

@testable import Kernels

/// A chase visits every line of its working set once before it comes back.
@Suite
struct PointerCycleTests {
  @Test(arguments: [2, 3, 64, 1000, 4096], [UInt64(0), 1, 2013])
  func thereIsOneCycleOverAllLines(lines: Int, seed: UInt64) throws {
    let cycle = try PointerCycle(bytes: lines * PointerCycle.line, pages: .small, seed: seed)
    let start = cycle.memory.base
    var visited: Set<Int> = []
    var place = start
    for _ in 0..<lines {
      place = PointerCycle.chase(place, steps: 1)
      let offset = place - start
      #expect(offset.isMultiple(of: PointerCycle.line))
      visited.insert(offset / PointerCycle.line)
    }
    #expect(place == start)
    #expect(visited == Set(0..<lines))
    #expect(PointerCycle.chase(start, steps: 2 * lines) == start)
    #expect(PointerCycle.chase(start, steps: 0) == start)
  }

  @Test
  func anotherSeedGivesAnotherCycle() throws {
    func path(_ seed: UInt64) throws -> [Int] {
      let cycle = try PointerCycle(bytes: 100 * PointerCycle.line, pages: .small, seed: seed)
      var place = cycle.memory.base
      return (0..<100).map { _ in
        place = PointerCycle.chase(place, steps: 1)
        return place - cycle.memory.base
      }
    }
    #expect(try path(1) == path(1))
    #expect(try path(1) != path(2))
  }

  /// The first outputs for the seed 1234567, as other implementations give them.
  @Test
  func theGeneratorIsSplitMix64() {
    var random = SplitMix(state: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    #expect(random.next() == 9_817_491_932_198_370_423)
    #expect((0..<1000).allSatisfy { _ in random.next(below: 7) < 7 })
  }
}

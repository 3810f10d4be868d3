import Synchronization
import Testing

@testable import Kernels

/// Passes in pieces against the same passes in one, and the threads that share them.
@Suite
struct LimbPassesTests {
  /// Long enough for a piece per thread; edges where carries travel through whole pieces.
  private static let count = 5 * LimbPasses.leastPiece

  private static func operands(_ kind: Int, _ generator: inout CheckGenerator) -> [[UInt64]] {
    var a = BigNumbers.random(count + 1, using: &generator)
    var b = BigNumbers.random(count + 1, using: &generator)
    // Sums of all ones, and differences of nothing, but for the lowest limb.
    if kind == 1 { for i in 1..<count { b[i] = ~a[i] } }
    if kind == 2 { for i in 1..<count { b[i] = a[i] } }
    if kind > 0 { (a[0], b[0]) = (3, .max) }
    return [a, b]
  }

  @Test(arguments: [2, 3, 5], 0...2)
  func piecesGiveWhatOnePassGives(threads: Int, kind: Int) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = CheckGenerator(seed: seed)
    let (alone, shared) = (
      LimbPasses(crew: Crew(threads: 1)), LimbPasses(crew: Crew(threads: threads))
    )
    let operands = Self.operands(kind, &generator)
    let (a, b, count) = (operands[0], operands[1], Self.count)
    var (one, other) = (a, a)
    for bits in [0, 1, 47] {
      let carry = alone.add(&one, a, b, count, bits: bits)
      #expect(shared.add(&other, a, b, count, bits: bits) == carry, "seed \(seed)")
      #expect(one == other, "sum, \(bits) bits, seed \(seed)")
      let borrow = alone.subtract(&one, a, b, count, bits: bits)
      #expect(shared.subtract(&other, a, b, count, bits: bits) == borrow, "seed \(seed)")
      #expect(one == other, "difference, \(bits) bits, seed \(seed)")
    }
    alone.halveSum(&one, a, b, count)
    shared.halveSum(&other, a, b, count)
    #expect(one == other, "half of a sum, seed \(seed)")
    (one, other) = (a, a)
    alone.halve(&one, count, top: 1)
    shared.halve(&other, count, top: 1)
    #expect(one == other, "half, seed \(seed)")
    var (low, high) = (a, b)
    (one, other) = (a, b)
    let first = alone.halveSumAndDifference(&one, &other, count)
    let second = shared.halveSumAndDifference(&low, &high, count)
    #expect(one == low && other == high && first == second, "both, seed \(seed)")
  }

  @Test
  func halfOfASumIsThatOfTheSum() {
    var generator = CheckGenerator(seed: 3)
    for count in 1...9 {
      let a = BigNumbers.random(count, using: &generator)
      let b = BigNumbers.random(count, using: &generator)
      var half = a
      LimbPasses(crew: Crew(threads: 1)).halveSum(&half, a, b, count)
      let sum = BigNumbers.sum(a, b)
      let expected = (0..<count).map { sum[$0] >> 1 | sum[$0 + 1] << 63 }
      #expect(half == expected, "\(count) limbs")
    }
  }

  @Test
  func halvesOfASumAndADifferenceSwapTheirLowestBits() {
    var generator = CheckGenerator(seed: 4)
    for count in 1...9 {
      let (a, b) = (
        BigNumbers.random(count, using: &generator), BigNumbers.random(count, using: &generator)
      )
      var (low, high) = (a, b)
      let out = LimbPasses(crew: Crew(threads: 1)).halveSumAndDifference(&low, &high, count)
      let sum = BigNumbers.sum(a, b)
      let carry = sum[count]
      // The difference without its borrow, as the sum with the other's complement and 1.
      let difference = BigNumbers.sum(BigNumbers.sum(a, b.map { ~$0 }), [1])
      let odd = sum[0] & 1
      let halved = { (limbs: [UInt64]) in
        (0..<count).map { limbs[$0] >> 1 | ($0 + 1 < count ? limbs[$0 + 1] : odd) << 63 }
      }
      #expect(low == halved(sum), "\(count) limbs")
      #expect(high == halved(difference), "\(count) limbs")
      #expect(out == (carry, 1 - difference[count]), "\(count) limbs")
    }
  }

  @Test(arguments: [1, 2, 3, 7])
  func aCrewDoesEveryIndexOnce(threads: Int) {
    let crew = Crew(threads: threads)
    for count in [0, 1, 2, 5, 1000] {
      let seen = (0..<count).map { _ in Counter() }
      crew.run(count: count) { thread, index in
        #expect((0..<threads).contains(thread))
        seen[index].value.add(1, ordering: .relaxed)
      }
      #expect(seen.allSatisfy { $0.value.load(ordering: .relaxed) == 1 }, "\(count) indices")
    }
  }

  @Test(arguments: [2, 3, 7])
  func aThreadTakesItsOwnPartAndThenTheOthers(threads: Int) {
    let (crew, count) = (Crew(threads: threads), 1000)
    let ends = (0...crew.threads).map { count * $0 / crew.threads }
    let taken = Mutex([[Int]](repeating: [], count: crew.threads))
    crew.run(count: count) { thread, index in taken.withLock { $0[thread].append(index) } }
    for (thread, indices) in taken.withLock({ $0 }).enumerated() {
      // Seen from the start of its part, which the other parts follow in a circle.
      let places = indices.map { ($0 - ends[thread] + count) % count }
      #expect(places == places.sorted(), "thread \(thread)")
    }
  }

  @Test(arguments: [2, 3, 4, 5])
  func aSplitCrewDoesBothSides(threads: Int) {
    let crew = Crew(threads: threads)
    let (left, right) = crew.split()
    #expect(left.threads + right.threads == threads)
    let done = Counter()
    for _ in 0..<100 {
      crew.runBeside {
        left.run(count: 10) { _, _ in done.value.add(1, ordering: .relaxed) }
      } _: {
        right.run(count: 10) { _, _ in done.value.add(1, ordering: .relaxed) }
      }
    }
    #expect(done.value.load(ordering: .relaxed) == 2000)
  }

  private final class Counter: Sendable {
    let value = Atomic<Int>(0)
  }
}

import Testing

@testable import Kernels

/// The products that the others are checked against.
@Suite
struct SchoolbookTests {
  @Test(arguments: [(1, 1), (1, 9), (5, 3), (8, 8), (13, 40), (64, 61)])
  func matchesTheDefinition(aCount: Int, bCount: Int) {
    var generator = Numbers.Generator(seed: MultiplierTests.seed)
    for kind in Numbers.Kind.allCases {
      let a = Numbers.make(kind, aCount, &generator)
      let b = Numbers.make(.random, bCount, &generator)
      #expect(
        Numbers.product(a, b) == Self.definition(a, b),
        "\(kind) \(aCount) by \(bCount), seed \(MultiplierTests.seed)")
    }
  }

  /// The sum of all products of two limbs, each added to the whole.
  private static func definition(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var sum = [UInt64](repeating: 0, count: a.count + b.count)
    for (i, x) in a.enumerated() {
      for (j, y) in b.enumerated() {
        let (high, low) = x.multipliedFullWidth(by: y)
        var index = i + j
        var carry = false
        for part in [low, high] {
          let (partial, overflow) = sum[index].addingReportingOverflow(part)
          let (total, again) = partial.addingReportingOverflow(carry ? 1 : 0)
          sum[index] = total
          carry = overflow || again
          index += 1
        }
        while carry {
          let (total, overflow) = sum[index].addingReportingOverflow(1)
          sum[index] = total
          carry = overflow
          index += 1
        }
      }
    }
    return sum
  }
}

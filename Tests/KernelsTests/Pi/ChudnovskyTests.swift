import Testing

@testable import Kernels

/// The sum by several threads, which is exact and so the same however it is cut.
@Suite
struct ChudnovskyTests {
  private static func sum(_ terms: Int, threads: Int) throws -> Chudnovsky.Sum {
    let arithmetic = BigArithmetic(threads: threads, pool: LimbPool())
    return try Chudnovsky(arithmetic: arithmetic, precision: 1).sum(terms)
  }

  private static let termCounts = [
    BigArithmetic.forkThreshold - 1, BigArithmetic.forkThreshold, 5003,
  ]

  @Test(arguments: [2, 3, 5], termCounts)
  func theSumIsTheSameForEveryNumberOfThreads(threads: Int, terms: Int) throws {
    let shared = try Self.sum(terms, threads: threads)
    let alone = try Self.sum(terms, threads: 1)
    #expect(shared.count == terms)
    #expect(shared.part.q.array == alone.part.q.array)
    #expect(shared.part.t.array == alone.part.t.array)
  }

  @Test(arguments: [1, 2, 3])
  func resultsComeInOrderFromArithmeticOfOneThread(threads: Int) throws {
    let arithmetic = BigArithmetic(threads: threads, pool: LimbPool())
    let squares = try arithmetic.each(100) { index, alone throws(PageBuffer.OutOfMemory) in
      #expect(alone.crew.threads == 1)
      return index * index
    }
    #expect(squares == (0..<100).map { $0 * $0 })
  }

  @Test(arguments: [1, 2, 3])
  func theFirstFailureIsThrown(threads: Int) {
    let arithmetic = BigArithmetic(threads: threads, pool: LimbPool())
    let failure = #expect(throws: PageBuffer.OutOfMemory.self) {
      try arithmetic.each(10) { index, _ throws(PageBuffer.OutOfMemory) in
        guard index < 3 else {
          throw PageBuffer.OutOfMemory(byteCount: index, pages: .ordinary, code: 12)
        }
        return index
      }
    }
    #expect(failure?.byteCount == 3)
  }
}

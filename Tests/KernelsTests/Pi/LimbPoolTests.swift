import Testing

@testable import Kernels

@Suite
struct LimbPoolTests {
  @Test
  func sizeClassesGrowAndHoldWhatIsAskedFor() {
    var last = (index: 0, byteCount: 0)
    for byteCount in Array(1...20_000) + (14...40).flatMap({ [1 << $0, (1 << $0) + 1] }) {
      let (index, rounded) = LimbPool.sizeClass(byteCount)
      #expect(rounded >= byteCount)
      #expect(rounded <= max(4096, byteCount + byteCount / 4))
      #expect(index >= last.index)
      #expect((index == last.index) == (rounded == last.byteCount))
      last = (index, rounded)
    }
  }

  @Test
  func blocksAreUsedAgain() throws {
    let pool = LimbPool()
    let count = 100_000
    var first: UnsafeMutablePointer<UInt64>?
    do {
      let limbs = try Natural(count, in: pool)
      first = limbs.base
    }
    let bytes = pool.byteCount
    let again = try Natural(count - 5, in: pool)
    #expect(again.base == first)
    #expect(pool.byteCount == bytes)
  }
}

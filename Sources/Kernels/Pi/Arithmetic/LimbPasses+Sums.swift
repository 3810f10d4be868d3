internal import CMachine

extension LimbPasses {
  /// result = a + b·2^−bits + carry, for bits below 64; the carry out of it. The result may be in
  /// the place of an operand; b has one limb more unless `bits` is 0.
  @discardableResult
  func add(
    _ result: Target, _ a: Source, _ b: Source, _ count: Int, bits: Int = 0, carry: UInt64 = 0
  ) -> UInt64 {
    let out = carryOut(count, carry) { (a[$0], hypertwin_limb_down(b + $0, UInt32(bits))) }
    forEachPiece(count, first: carry) { position in
      carryOut(position, carry) { (a[$0], hypertwin_limb_down(b + $0, UInt32(bits))) }
    } _: { piece, carry in
      let start = piece.lowerBound
      if bits == 0 {
        _ = hypertwin_limbs_add(result + start, a + start, b + start, piece.count, carry)
      } else {
        _ = hypertwin_limbs_sum(
          result + start, a + start, b + start, piece.count, UInt32(bits), carry)
      }
    }
    return out
  }

  /// result = a − b·2^−bits − borrow, likewise; the borrow out of it.
  @discardableResult
  func subtract(
    _ result: Target, _ a: Source, _ b: Source, _ count: Int, bits: Int = 0, borrow: UInt64 = 0
  ) -> UInt64 {
    let out = borrowOut(count, borrow) { (a[$0], hypertwin_limb_down(b + $0, UInt32(bits))) }
    forEachPiece(count, first: borrow) { position in
      borrowOut(position, borrow) { (a[$0], hypertwin_limb_down(b + $0, UInt32(bits))) }
    } _: { piece, borrow in
      let start = piece.lowerBound
      if bits == 0 {
        _ = hypertwin_limbs_subtract(result + start, a + start, b + start, piece.count, borrow)
      } else {
        _ = hypertwin_limbs_difference(
          result + start, a + start, b + start, piece.count, UInt32(bits), borrow)
      }
    }
    return out
  }

  /// result = (a + b) / 2, with the carry out of the sum as the highest bit. The result may be in
  /// the place of an operand.
  func halveSum(_ result: Target, _ a: Source, _ b: Source, _ count: Int) {
    guard count > 0 else { return }
    let top = carryOut(count, 0) { (a[$0], b[$0]) }
    let pieces = pieces(count)
    withUnsafeTemporaryAllocation(of: (carry: UInt64, limb: UInt64).self, capacity: pieces + 1) {
      edges in
      for piece in 0...pieces {
        let position = count * piece / pieces
        let carry = carryOut(position, 0) { (a[$0], b[$0]) }
        edges.initializeElement(
          at: piece, to: (carry, piece < pieces ? a[position] &+ b[position] &+ carry : top))
      }
      crew.run(count: pieces) { _, piece in
        let start = count * piece / pieces
        hypertwin_limbs_halve_sum(
          result + start, a + start, b + start, count * (piece + 1) / pieces - start,
          edges[piece].carry, edges[piece + 1].limb)
      }
    }
  }

  /// number = number / 2 with the lowest bit of `top` as its highest.
  func halve(_ number: Target, _ count: Int, top: UInt64) {
    guard count > 0 else { return }
    let pieces = pieces(count)
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: pieces + 1) { edges in
      for piece in 0...pieces {
        edges.initializeElement(
          at: piece, to: piece < pieces ? number[count * piece / pieces] : top)
      }
      crew.run(count: pieces) { _, piece in
        let start = count * piece / pieces
        hypertwin_limbs_halve(
          number + start, number + start, count * (piece + 1) / pieces - start, edges[piece + 1])
      }
    }
  }

  /// low = (low + high) / 2 and high = (low − high) / 2 at once, where each one's lowest bit, which
  /// both have in common, becomes the other's highest; the carry and the borrow out of the sum and
  /// the difference.
  func halveSumAndDifference(
    _ low: Target, _ high: Target, _ count: Int
  ) -> (carry: UInt64, borrow: UInt64) {
    guard count > 0 else { return (0, 0) }
    let pieces = pieces(count)
    return withUnsafeTemporaryAllocation(of: HalvingEdge.self, capacity: pieces + 1) { edges in
      for piece in 0...pieces {
        let position = count * piece / pieces
        let carry = carryOut(position, 0) { (low[$0], high[$0]) }
        let borrow = borrowOut(position, 0) { (low[$0], high[$0]) }
        // Behind the last limb comes the other half's first, into which nothing is carried.
        let isEnd = piece == pieces
        let limb = isEnd ? low[0] ^ high[0] : low[position] ^ high[position]
        edges.initializeElement(
          at: piece,
          to: HalvingEdge(
            carry: carry, borrow: borrow, sum: isEnd ? limb : limb ^ carry,
            difference: isEnd ? limb : limb ^ borrow))
      }
      crew.run(count: pieces) { _, piece in
        let start = count * piece / pieces
        let (edge, next) = (edges[piece], edges[piece + 1])
        hypertwin_limbs_halve_sum_and_difference(
          low + start, high + start, count * (piece + 1) / pieces - start, edge.carry, edge.borrow,
          next.sum, next.difference)
      }
      return (edges[pieces].carry, edges[pieces].borrow)
    }
  }

  /// Where a piece begins: what comes into it, and the limbs of the sum and the difference there,
  /// of which the lowest bits matter.
  private struct HalvingEdge: BitwiseCopyable {
    var carry: UInt64
    var borrow: UInt64
    var sum: UInt64
    var difference: UInt64
  }

  /// What a sum carries into the limb at `position`, where the limbs below it are those of `pair`.
  @inline(__always)
  func carryOut(
    _ position: Int, _ carry: UInt64, _ pair: (Int) -> (UInt64, UInt64)
  ) -> UInt64 {
    var index = position - 1
    while index >= 0 {
      let (a, b) = pair(index)
      let (sum, overflow) = a.addingReportingOverflow(b)
      if overflow { return 1 }
      if sum != .max { return 0 }
      index -= 1
    }
    return carry
  }

  /// What a difference borrows from the limb at `position`, likewise.
  @inline(__always)
  func borrowOut(
    _ position: Int, _ borrow: UInt64, _ pair: (Int) -> (UInt64, UInt64)
  ) -> UInt64 {
    var index = position - 1
    while index >= 0 {
      let (a, b) = pair(index)
      if a != b { return a < b ? 1 : 0 }
      index -= 1
    }
    return borrow
  }
}

extension Multiplier {
  /// How long the pieces are that a long operand is cut into: with the transform of the shorter one
  /// kept, pieces of three times its length cost two transforms for three quarters of a length.
  static func pieceLimbs(shorter: Int) -> Int { max(3 * shorter, leastPiece - shorter) }

  /// Shorter pieces would have more overhead than products.
  private static let leastPiece = 1500

  /// product = a · b piece by piece of a; whether it is exact.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ aCount: Int, piece: Int,
    _ b: UnsafePointer<UInt64>, _ bCount: Int, certain: Bool
  ) throws(PageBuffer.OutOfMemory) -> Bool {
    // Pieces of equal length, none longer than asked for.
    let pieces = (aCount + piece - 1) / piece
    let length = (aCount + pieces - 1) / pieces
    let layout = try convolver.layout(aLimbs: length, bLimbs: bCount, certain: certain)
    let second = try convolver.workspace.doubles(.second, bytes: layout.dataBytes)
    let secondSquares = try convolver.load(layout, b, bCount, to: second)
    convolver.transformRows(layout, second)
    let part = try convolver.workspace.limbs(.product, length + bCount)
    for start in stride(from: 0, to: aCount, by: length) {
      let count = min(length, aCount - start)
      let first = try convolver.workspace.doubles(.first, bytes: layout.dataBytes)
      let firstSquares = try convolver.load(layout, a + start, count, to: first)
      guard layout.isExact(firstSquares, secondSquares) else { return false }
      convolver.multiplyRows(layout, first, second, isTransformed: true)
      if start == 0 {
        _ = try convolver.store(layout, first, product: product, limbs: count + bCount)
      } else {
        _ = try convolver.store(layout, first, product: part, limbs: count + bCount)
        // The piece before has left its upper limbs where this one begins.
        passes.copy(product + start + bCount, part + bCount, count)
        let carry = passes.add(product + start, product + start, part, bCount)
        Limbs.increment(product + start + bCount, by: carry, count: count)
      }
    }
    return true
  }
}

extension Multiplier {
  /// An operand that takes part in several products, in the form that makes them cheap.
  final class Transformed {
    /// The number itself, for products that need shorter digits or none.
    fileprivate let limbs: Natural
    fileprivate let kept: Kept?

    /// A transform and what belongs to it.
    fileprivate struct Kept {
      var layout: TransformLayout
      var data: Workspace.Buffer
      var squares: Double
    }

    fileprivate init(limbs: consuming Natural, kept: Kept?) {
      self.limbs = limbs
      self.kept = kept
    }

    /// How many limbs the operand has.
    var count: Int { limbs.count }
  }

  /// Prepares `a` for products of up to `limbs` limbs, both operands together.
  func transform(
    _ a: UnsafePointer<UInt64>, _ aCount: Int, forProductOf limbs: Int
  ) throws(PageBuffer.OutOfMemory) -> Transformed {
    let copy = try Natural(aCount, in: convolver.pool)
    passes.copy(copy.base, a, aCount)
    guard min(aCount, limbs - aCount) >= Self.schoolbookLimbs else {
      return Transformed(limbs: copy, kept: nil)
    }
    let layout = try convolver.layout(
      aLimbs: aCount, bLimbs: limbs - aCount, certain: false)
    let data = try convolver.workspace.lasting(layout.dataBytes)
    let squares = try convolver.load(layout, a, aCount, to: data.doubles)
    convolver.transformRows(layout, data.doubles)
    return Transformed(limbs: copy, kept: .init(layout: layout, data: data, squares: squares))
  }

  /// product[0 ..< aCount + bCount] = a · b, where a has been prepared for products that long.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: Transformed, _ b: UnsafePointer<UInt64>,
    _ bCount: Int
  ) throws(PageBuffer.OutOfMemory) {
    if let kept = a.kept, bCount >= Self.schoolbookLimbs,
      kept.layout.plan.holds(aLimbs: a.count, bLimbs: bCount)
    {
      let first = try convolver.workspace.doubles(.first, bytes: kept.layout.dataBytes)
      let squares = try convolver.load(kept.layout, b, bCount, to: first)
      if kept.layout.isExact(squares, kept.squares) {
        convolver.multiplyRows(kept.layout, first, kept.data.doubles, isTransformed: true)
        _ = try convolver.store(kept.layout, first, product: product, limbs: a.count + bCount)
        return
      }
    }
    try multiply(product, a.limbs.base, a.count, b, bCount)
  }

  /// product[0 ..< aCount + bCount] = a · b, where both have been prepared, best for products of
  /// the same length.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: Transformed, _ b: Transformed
  ) throws(PageBuffer.OutOfMemory) {
    if let first = a.kept, let second = b.kept, first.layout === second.layout,
      first.layout.plan.holds(aLimbs: a.count, bLimbs: b.count),
      first.layout.isExact(first.squares, second.squares)
    {
      let layout = first.layout
      let data = try convolver.workspace.doubles(.first, bytes: layout.dataBytes)
      data.update(from: first.data.doubles, count: layout.dataBytes / 8)
      convolver.multiplyTransformedRows(layout, data, second.data.doubles)
      _ = try convolver.store(layout, data, product: product, limbs: a.count + b.count)
      return
    }
    try multiply(product, a, b.limbs.base, b.count)
  }
}

extension Multiplier {
  /// An operand that takes part in several products, in the form that makes them cheap.
  final class Transformed {
    /// The number itself, for products that need shorter digits or none.
    fileprivate let limbs: [UInt64]
    fileprivate let kept: Kept?

    /// A transform and what belongs to it.
    fileprivate struct Kept {
      var layout: TransformLayout
      var data: PageBuffer
      var squares: Double
    }

    private let account: MemoryAccount

    fileprivate init(limbs: [UInt64], kept: Kept?, account: MemoryAccount) {
      self.limbs = limbs
      self.kept = kept
      self.account = account
      account.add(byteCount)
    }

    deinit { account.remove(byteCount) }

    /// How many limbs the operand has.
    var count: Int { limbs.count }

    private var byteCount: Int { 8 * limbs.count + (kept?.data.byteCount ?? 0) }
  }

  /// Prepares `a` for products of up to `limbs` limbs, both operands together.
  func transform(
    _ a: UnsafePointer<UInt64>, _ aCount: Int, forProductOf limbs: Int
  ) -> Transformed {
    let copy = Array(UnsafeBufferPointer(start: a, count: aCount))
    guard min(aCount, limbs - aCount) >= Self.schoolbookLimbs else {
      return Transformed(limbs: copy, kept: nil, account: convolver.account)
    }
    return orFail { () throws(PageBuffer.OutOfMemory) in
      let layout = try convolver.layout(
        aLimbs: aCount, bLimbs: limbs - aCount, certain: false)
      let data = try convolver.workspace.lasting(layout.dataBytes)
      let place = data.bound(to: Double.self)
      let squares = try convolver.load(layout, a, aCount, to: place)
      convolver.transformRows(layout, place)
      return Transformed(
        limbs: copy, kept: .init(layout: layout, data: data, squares: squares),
        account: convolver.account)
    }
  }

  /// product[0 ..< aCount + bCount] = a · b, where a has been prepared for products that long.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: Transformed, _ b: UnsafePointer<UInt64>,
    _ bCount: Int
  ) {
    let isDone = orFail { () throws(PageBuffer.OutOfMemory) in
      guard let kept = a.kept, bCount >= Self.schoolbookLimbs,
        kept.layout.plan.holds(aLimbs: a.count, bLimbs: bCount)
      else { return false }
      let first = try convolver.workspace.doubles(.first, bytes: kept.layout.dataBytes)
      let squares = try convolver.load(kept.layout, b, bCount, to: first)
      guard kept.layout.isExact(squares, kept.squares) else { return false }
      convolver.multiplyRows(
        kept.layout, first, kept.data.bound(to: Double.self), isTransformed: true)
      _ = try convolver.store(kept.layout, first, product: product, limbs: a.count + bCount)
      return true
    }
    guard !isDone else { return }
    a.limbs.withUnsafeBufferPointer { limbs in
      guard let base = limbs.baseAddress else { return }
      multiply(product, base, limbs.count, b, bCount)
    }
  }

  /// product[0 ..< aCount + bCount] = a · b, where both have been prepared, best for products of the
  /// same length.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, _ a: Transformed, _ b: Transformed
  ) {
    let isDone = orFail { () throws(PageBuffer.OutOfMemory) in
      guard let first = a.kept, let second = b.kept, first.layout === second.layout,
        first.layout.plan.holds(aLimbs: a.count, bLimbs: b.count),
        first.layout.isExact(first.squares, second.squares)
      else { return false }
      let layout = first.layout
      let data = try convolver.workspace.doubles(.first, bytes: layout.dataBytes)
      data.update(from: first.data.bound(to: Double.self), count: layout.dataBytes / 8)
      convolver.multiplyTransformedRows(layout, data, second.data.bound(to: Double.self))
      _ = try convolver.store(layout, data, product: product, limbs: a.count + b.count)
      return true
    }
    guard !isDone else { return }
    b.limbs.withUnsafeBufferPointer { limbs in
      guard let base = limbs.baseAddress else { return }
      multiply(product, a, base, limbs.count)
    }
  }
}

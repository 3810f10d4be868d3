extension Multiplier {
  /// An operand that takes part in several products, in the form that makes them cheap.
  final class Transformed {
    /// The number itself, for products that need shorter digits or none.
    fileprivate let limbs: Natural
    fileprivate let form: Form?

    fileprivate enum Form {
      case whole(Kept)
      /// Of a number whose products are halved, with their length.
      case halved(PreparedRemainders, length: Int)
    }

    fileprivate init(limbs: consuming Natural, form: Form?) {
      self.limbs = limbs
      self.form = form
    }

    /// The operand's limbs.
    var base: UnsafePointer<UInt64> { UnsafePointer(limbs.base) }
    /// How many limbs the operand has.
    var count: Int { limbs.count }

    /// The limbs that an array should have for a product of so many limbs, for none to be copied.
    func room(forProductOf limbs: Int) -> Int {
      if case .halved(_, let length)? = form { return max(length, limbs) }
      return limbs
    }
  }

  /// Prepares `a` for products of up to `limbs` limbs, both operands together.
  func transform(
    _ a: consuming Natural, forProductOf limbs: Int
  ) throws(PageBuffer.OutOfMemory) -> Transformed {
    let form = try form(a.base, a.count, forProductOf: limbs)
    return Transformed(limbs: a, form: form)
  }

  private func form(
    _ a: UnsafePointer<UInt64>, _ aCount: Int, forProductOf limbs: Int
  ) throws(PageBuffer.OutOfMemory) -> Transformed.Form? {
    guard min(aCount, limbs - aCount) >= Self.schoolbookLimbs else { return nil }
    if let length = halvedLength(limbs: limbs) {
      let remainders = try prepareHalved(length: length, a, aCount)
      return .halved(remainders, length: length)
    }
    let layout = try convolver.layout(
      aLimbs: aCount, bLimbs: limbs - aCount, certain: false)
    let data = try convolver.workspace.lasting(layout.dataBytes)
    let squares = try convolver.load(layout, a, aCount, to: data.doubles)
    convolver.transformRows(layout, data.doubles)
    return .whole(Kept(layout: layout, data: data, squares: squares))
  }

  /// product[0 ..< aCount + bCount] = a · b, where a has been prepared for products that long.
  ///
  /// - Parameter room: how many limbs the product's array has, all of which may change.
  func multiply(
    _ product: UnsafeMutablePointer<UInt64>, room: Int = 0, _ a: Transformed,
    _ b: UnsafePointer<UInt64>,
    _ bCount: Int
  ) throws(PageBuffer.OutOfMemory) {
    let count = a.count + bCount
    switch a.form {
    case .whole(let kept)?
    where bCount >= Self.schoolbookLimbs
      && kept.layout.plan.holds(aLimbs: a.count, bLimbs: bCount):
      let first = try convolver.workspace.doubles(.first, bytes: kept.layout.dataBytes)
      let squares = try convolver.load(kept.layout, b, bCount, to: first)
      guard kept.layout.isExact(squares, kept.squares) else { break }
      convolver.multiplyRows(kept.layout, first, kept.data.doubles, isTransformed: true)
      _ = try convolver.store(kept.layout, first, product: product, limbs: count)
      return
    case .halved(let remainders, let length)?
    where bCount >= Self.schoolbookLimbs && count <= length:
      let isExact = try multiplyHalved(
        product, count, room: max(room, count), length: length, b, bCount,
        .prepared(remainders))
      if isExact { return }
    default: break
    }
    try multiply(product, room: room, a.limbs.base, a.count, b, bCount)
  }
}

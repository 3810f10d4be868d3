/// A number that takes part in several cyclic products of one length, in the form that makes them
/// cheap.
///
/// `Multiplier.prepare` and the products split the length alike, so each knows which form to find.
indirect enum PreparedRemainders {
  /// The remainder modulo 2^h + 1 transformed, and that modulo 2^h − 1 prepared likewise.
  case halves(Multiplier.Kept, PreparedRemainders)
  /// The number itself, for a product that is computed whole.
  case number(Multiplier.Transformed)

  /// The transform of the remainder modulo 2^h + 1.
  var upper: Multiplier.Kept {
    guard case .halves(let upper, _) = self else {
      preconditionFailure("a factor prepared for a product of another length")
    }
    return upper
  }

  /// The remainder modulo 2^h − 1.
  var lower: PreparedRemainders {
    guard case .halves(_, let lower) = self else {
      preconditionFailure("a factor prepared for a product of another length")
    }
    return lower
  }

  /// The number itself.
  var whole: Multiplier.Transformed {
    guard case .number(let whole) = self else {
      preconditionFailure("a factor prepared for a product of another length")
    }
    return whole
  }
}

extension Multiplier {
  /// A transform and what belongs to it.
  struct Kept {
    /// How it lies in memory.
    var layout: TransformLayout
    /// The transform.
    var data: Workspace.Buffer
    /// The sum of the squares of the digits.
    var squares: Double
  }

  /// Prepares a number of up to `length` limbs for products modulo 2^(64·length) − 1.
  ///
  /// - Parameter space: `spaceLimbs(length)` limbs.
  func prepare(
    _ length: Int, _ b: UnsafePointer<UInt64>, _ bCount: Int, space: UnsafeMutablePointer<UInt64>,
    splits: Int
  ) throws(PageBuffer.OutOfMemory) -> PreparedRemainders {
    guard let plan = upperPlan(length: length, splits: splits) else {
      let number = try Natural(bCount, in: convolver.pool)
      passes.copy(number.base, b, bCount)
      return .number(try transform(number, forProductOf: length + bCount))
    }
    let half = length / 2
    let halves = try halves(
      length: length
    ) { multiplier throws(PageBuffer.OutOfMemory) in
      let layout = try multiplier.convolver.layout(plan)
      let data = try multiplier.convolver.workspace.lasting(layout.dataBytes)
      let squares = try multiplier.loadUpper(layout, b, bCount, space: space, to: data.doubles)
      multiplier.convolver.transformRows(layout, data.doubles)
      return Kept(layout: layout, data: data, squares: squares)
    } lower: { multiplier throws(PageBuffer.OutOfMemory) in
      let remainder = multiplier.lowerRemainder(half, b, bCount, space: space + half)
      return try multiplier.prepare(
        half, remainder.limbs, remainder.count, space: space + 2 * half, splits: splits - 1)
    }
    return .halves(halves.left, halves.right)
  }
}

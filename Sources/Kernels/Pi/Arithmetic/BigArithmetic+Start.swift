/// Schoolbook results of a few limbs, from which Newton's iterations start.
extension BigArithmetic {
  /// A fraction with exactly `precision` limbs: cut off, or with zeros at the bottom.
  private func fraction(
    _ x: Source, _ count: Int, precision: Int
  ) throws(Failure) -> Natural {
    let result = try limbs(precision)
    let used = min(count, precision)
    result.clear()
    (result.base + (precision - used)).update(from: x + (count - used), count: used)
    return result
  }

  /// 1/x, rounded down after x was, of `precision` limbs behind the point and one before it.
  func schoolbookReciprocal(
    _ x: Source, _ count: Int, precision: Int
  ) throws(Failure) -> Natural {
    let divisor = try fraction(x, count, precision: precision)
    let number = try limbs(2 * precision + 1)
    number.clear()
    number.base[2 * precision] = 1
    let quotient = try limbs(precision + 2)
    SchoolbookDivision.divide(
      quotient.base, number.base, 2 * precision + 1, by: divisor.base, precision)
    var result = try limbs(precision + 1)
    result.base.update(from: quotient.base, count: precision + 1)
    result.count = precision + 1
    return result
  }

  /// numerator / denominator, rounded down, of `precision` limbs.
  func schoolbookQuotient(
    _ numerator: Source, _ denominator: Source, precision: Int
  ) throws(Failure) -> Natural {
    let number = try limbs(2 * precision)
    number.clear()
    (number.base + precision).update(from: numerator, count: precision)
    var quotient = try limbs(precision + 1)
    SchoolbookDivision.divide(
      quotient.base, number.base, 2 * precision, by: denominator, precision)
    quotient.count = precision
    return quotient
  }

  /// √x, rounded down, of `precision` limbs.
  func schoolbookRoot(_ x: Source, _ count: Int, precision: Int) throws(Failure) -> Natural {
    let number = try fraction(x, count, precision: 2 * precision)
    let root = try limbs(precision)
    SchoolbookDivision.squareRoot(root.base, number.base, precision)
    return root
  }
}

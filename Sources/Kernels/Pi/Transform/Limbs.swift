/// Carries and borrows that travel through a natural number.
enum Limbs {
  /// Adds one limb to a number; the carry out of it.
  @discardableResult
  static func increment(
    _ number: UnsafeMutablePointer<UInt64>, by addend: UInt64, count: Int
  ) -> UInt64 {
    var carry = addend
    var index = 0
    while carry != 0, index < count {
      let (sum, overflow) = number[index].addingReportingOverflow(carry)
      number[index] = sum
      carry = overflow ? 1 : 0
      index += 1
    }
    return carry
  }

  /// Subtracts one limb from a number; the borrow out of it.
  @discardableResult
  static func decrement(
    _ number: UnsafeMutablePointer<UInt64>, by subtrahend: UInt64, count: Int
  ) -> UInt64 {
    var borrow = subtrahend
    var index = 0
    while borrow != 0, index < count {
      let (difference, overflow) = number[index].subtractingReportingOverflow(borrow)
      number[index] = difference
      borrow = overflow ? 1 : 0
      index += 1
    }
    return borrow
  }
}

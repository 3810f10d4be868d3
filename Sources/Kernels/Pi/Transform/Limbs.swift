/// Sums and differences of natural numbers of equal length, limb by limb.
enum Limbs {
  /// sum = a + b; the carry out of it. The sum may be one of the operands.
  @inline(__always)
  static func add(
    _ sum: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>,
    count: Int
  ) -> UInt64 {
    var carry: UInt64 = 0
    for index in 0..<count {
      let (first, overflow1) = a[index].addingReportingOverflow(b[index])
      let (second, overflow2) = first.addingReportingOverflow(carry)
      sum[index] = second
      carry = (overflow1 ? 1 : 0) | (overflow2 ? 1 : 0)
    }
    return carry
  }

  /// difference = a − b; the borrow out of it. The difference may be one of the operands.
  @inline(__always)
  static func subtract(
    _ difference: UnsafeMutablePointer<UInt64>, _ a: UnsafePointer<UInt64>,
    _ b: UnsafePointer<UInt64>, count: Int
  ) -> UInt64 {
    var borrow: UInt64 = 0
    for index in 0..<count {
      let (first, overflow1) = a[index].subtractingReportingOverflow(b[index])
      let (second, overflow2) = first.subtractingReportingOverflow(borrow)
      difference[index] = second
      borrow = (overflow1 ? 1 : 0) | (overflow2 ? 1 : 0)
    }
    return borrow
  }

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

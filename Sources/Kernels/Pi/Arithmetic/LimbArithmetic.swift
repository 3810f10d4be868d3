internal import CMachine

/// Arithmetic in one pass over little-endian arrays of 64-bit limbs.
///
/// Every function takes O(count) time, and allows the result to be the same array as an operand
/// unless it says otherwise.
enum LimbArithmetic {
  /// Limbs that are read.
  typealias Source = UnsafePointer<UInt64>
  /// Limbs that are written.
  typealias Target = UnsafeMutablePointer<UInt64>

  /// result = a + b + carry, all of `count` limbs; the carry that leaves the last limb.
  @inline(__always)
  static func add(
    _ result: Target, _ a: Source, _ b: Source, _ count: Int, carry: Bool = false
  ) -> Bool {
    hypertwin_limbs_add(result, a, b, count, carry ? 1 : 0) != 0
  }

  /// result = a − b − borrow, all of `count` limbs; the borrow that leaves the last limb.
  @inline(__always)
  static func subtract(
    _ result: Target, _ a: Source, _ b: Source, _ count: Int, borrow: Bool = false
  ) -> Bool {
    hypertwin_limbs_subtract(result, a, b, count, borrow ? 1 : 0) != 0
  }

  /// number += 1 where `carry` is set; whether that leaves the last limb. O(1) on average.
  static func propagate(carry: Bool, _ number: Target, _ count: Int) -> Bool {
    guard carry else { return false }
    for i in 0..<count {
      number[i] &+= 1
      if number[i] != 0 { return false }
    }
    return true
  }

  /// number −= 1 where `borrow` is set; whether that leaves the last limb. O(1) on average.
  static func propagate(borrow: Bool, _ number: Target, _ count: Int) -> Bool {
    guard borrow else { return false }
    for i in 0..<count {
      let was = number[i]
      number[i] = was &- 1
      if was != 0 { return false }
    }
    return true
  }

  /// number += addend, where the addend is not the longer one; the carry out of the last limb.
  static func add(
    to number: Target, _ count: Int, _ addend: Source, _ addendCount: Int
  ) -> Bool {
    precondition(addendCount <= count, "an addend longer than the sum")
    let carry = add(number, number, addend, addendCount)
    return propagate(carry: carry, number + addendCount, count - addendCount)
  }

  /// number −= subtrahend, where that is not the longer one; the borrow out of the last limb.
  static func subtract(
    from number: Target, _ count: Int, _ subtrahend: Source, _ subtrahendCount: Int
  ) -> Bool {
    precondition(subtrahendCount <= count, "a subtrahend longer than the difference")
    let borrow = subtract(number, number, subtrahend, subtrahendCount)
    return propagate(borrow: borrow, number + subtrahendCount, count - subtrahendCount)
  }

  /// result = a · factor + carry; the limb above.
  @inline(__always)
  static func multiply(
    _ result: Target, _ a: Source, _ count: Int, by factor: UInt64, carry: UInt64 = 0
  ) -> UInt64 {
    var carry = carry
    for i in 0..<count {
      let total = UInt128(a[i]) &* UInt128(factor) &+ UInt128(carry)
      result[i] = UInt64(truncatingIfNeeded: total)
      carry = UInt64(truncatingIfNeeded: total >> 64)
    }
    return carry
  }

  /// sum −= a · factor; the limb that is missing above.
  @inline(__always)
  static func subtractProduct(
    _ sum: Target, _ a: Source, _ count: Int, by factor: UInt64
  ) -> UInt64 {
    var missing: UInt64 = 0
    for i in 0..<count {
      // At most (2^64 − 1)² + 2^64 − 1 < 2^128.
      let total = UInt128(a[i]) &* UInt128(factor) &+ UInt128(missing)
      let (difference, overflow) = sum[i].subtractingReportingOverflow(
        UInt64(truncatingIfNeeded: total))
      sum[i] = difference
      missing = UInt64(truncatingIfNeeded: total >> 64) &+ (overflow ? 1 : 0)
    }
    return missing
  }

  /// result[0 ..< count] = limbs `start` and up of a · 2^-bits, for 0 ≤ bits < 64, where a has
  /// `aCount` limbs and zeros above. The result is not above a in the same array.
  static func shiftRight(
    _ result: Target, count: Int, _ a: Source, _ aCount: Int, from start: Int, bits: Int
  ) {
    precondition(start >= 0 && bits >= 0 && bits < 64, "a shift to the left")
    let available = max(0, min(count, aCount - start))
    if bits == 0 {
      result.update(from: a + start, count: available)
    } else if available > 0 {
      let down = UInt64(bits)
      let up = UInt64(64 - bits)
      let inner = min(available, aCount - start - 1)
      for i in 0..<inner {
        result[i] = a[start + i] &>> down | a[start + i + 1] &<< up
      }
      if inner < available { result[inner] = a[start + inner] &>> down }
    }
    (result + available).update(repeating: 0, count: count - available)
  }

  /// result = a · 2^bits for 0 < bits < 64; the bits that leave the last limb.
  static func shiftLeft(_ result: Target, _ a: Source, _ count: Int, bits: Int) -> UInt64 {
    precondition(bits > 0 && bits < 64, "a shift by whole limbs")
    let up = UInt64(bits)
    let down = UInt64(64 - bits)
    var above: UInt64 = 0
    for i in stride(from: count - 1, through: 0, by: -1) {
      let limb = a[i]
      if i == count - 1 { above = limb &>> down }
      result[i] = limb &<< up | (i > 0 ? a[i - 1] &>> down : 0)
    }
    return above
  }

  /// −1, 0 or 1 as a is below, equal to or above b.
  static func compare(_ a: Source, _ b: Source, _ count: Int) -> Int {
    var i = count - 1
    while i >= 0 {
      if a[i] != b[i] { return a[i] < b[i] ? -1 : 1 }
      i -= 1
    }
    return 0
  }

  /// The limbs without the zeros at the top.
  static func significantCount(_ a: Source, _ count: Int) -> Int {
    var count = count
    while count > 0, a[count - 1] == 0 { count -= 1 }
    return count
  }
}

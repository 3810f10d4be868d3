/// Quotients and square roots of numbers of a few limbs, which start the Newton iterations.
enum SchoolbookDivision {
  typealias Source = LimbArithmetic.Source
  typealias Target = LimbArithmetic.Target

  /// quotient[0 ..< count − divisorCount + 1] = ⌊number / divisor⌋; the number becomes the rest.
  ///
  /// Knuth's algorithm D (The Art of Computer Programming 4.3.1), O(count · divisorCount). The
  /// highest bit of the divisor must be set, and the quotient must fit:
  /// the number's highest `divisorCount` limbs are below 2 · divisor.
  static func divide(
    _ quotient: Target, _ number: Target, _ count: Int, by divisor: Source, _ divisorCount: Int
  ) {
    precondition(divisor[divisorCount - 1] >> 63 == 1, "a divisor that is not normalised")
    precondition(count >= divisorCount, "a quotient below one")
    let top = number + (count - divisorCount)
    quotient[count - divisorCount] = 0
    if LimbArithmetic.compare(top, divisor, divisorCount) >= 0 {
      _ = LimbArithmetic.subtract(top, top, divisor, divisorCount)
      quotient[count - divisorCount] = 1
    }
    let highest = divisor[divisorCount - 1]
    var position = count - divisorCount - 1
    while position >= 0 {
      let part = number + position
      let high = part[divisorCount]
      var digit = UInt64.max
      if high < highest {
        digit = highest.dividingFullWidth((high, part[divisorCount - 1])).quotient
      }
      // The estimate is at most two too large.
      let missing = LimbArithmetic.subtractProduct(part, divisor, divisorCount, by: digit)
      var isNegative = high < missing
      part[divisorCount] = high &- missing
      while isNegative {
        digit &-= 1
        let carry = LimbArithmetic.add(part, part, divisor, divisorCount)
        if carry {
          part[divisorCount] &+= 1
          isNegative = part[divisorCount] != 0
        }
      }
      quotient[position] = digit
      position -= 1
    }
  }

  /// root[0 ..< count] = a number at most 2 above the square root of the `2·count` limbs of
  /// `number`, whose highest limb is at least 2^62. O(count² · log count).
  static func squareRoot(_ root: Target, _ number: Source, _ count: Int) {
    let double = 2 * count
    var quotient = [UInt64](repeating: 0, count: count + 1)
    var rest = [UInt64](repeating: 0, count: double)
    // Start above the root, where Newton's iteration x ← (x + number / x) / 2 falls until it is
    // there, as Heron's rule does.
    let highest = Double(number[double - 1]) * 0x1p-64
    let estimate = (highest + 0x1p-60).squareRoot() * 0x1p64 + 0x1p14
    root.update(repeating: .max, count: count)
    if estimate < 0x1.fffffp63 { root[count - 1] = UInt64(estimate) | 1 << 63 }
    while true {
      rest.withUnsafeMutableBufferPointer { rest in
        quotient.withUnsafeMutableBufferPointer { quotient in
          guard let rest = rest.baseAddress, let quotient = quotient.baseAddress else { return }
          rest.update(from: number, count: double)
          divide(quotient, rest, double, by: root, count)
        }
      }
      guard quotient[count] == 0,
        quotient.withUnsafeBufferPointer({ quotient in
          quotient.baseAddress.map { LimbArithmetic.compare($0, root, count) < 0 } ?? false
        })
      else { return }
      let carry = quotient.withUnsafeBufferPointer { quotient -> Bool in
        quotient.baseAddress.map { LimbArithmetic.add(root, root, $0, count) } ?? false
      }
      LimbArithmetic.shiftRight(root, count: count, root, count, from: 0, bits: 1)
      if carry { root[count - 1] |= 1 << 63 }
    }
  }
}

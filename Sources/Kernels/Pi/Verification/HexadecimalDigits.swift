/// Binary digits of pi from any position on, without those before it: an independent check.
///
/// Bellard's formula (1997), of the kind of Bailey, Borwein and Plouffe
/// (doi:10.1090/S0025-5718-97-00856-9):
///
///     π = 2^-6 · Σ (−1)^n · 2^(−10n) · (−2^5/(4n+1) − 1/(4n+3) + 2^8/(10n+1) − 2^6/(10n+3)
///         − 2^2/(10n+5) − 2^2/(10n+7) + 1/(10n+9))
///
/// The fraction of 2^e/m is that of (2^e mod m)/m, so position h takes O(h log h) operations on
/// numbers of a word.
enum HexadecimalDigits {
  /// The hexadecimal digits that `digits(at:)` gives.
  static let count = 8

  /// The term's parts: the power of two, the multiple of n, what is added to it, and the sign.
  private static let parts: [(shift: Int, factor: UInt64, offset: UInt64, isNegative: Bool)] = [
    (5, 4, 1, true), (0, 4, 3, true), (8, 10, 1, false), (6, 10, 3, true), (2, 10, 5, true),
    (2, 10, 7, true), (0, 10, 9, false),
  ]

  /// Eight hexadecimal digits of pi as a number, the first of them the one numbered `position`,
  /// where 0 is the first behind the point.
  ///
  /// The sum is kept to 64 bits, and each of its 2.8·position parts is cut off below them, so the
  /// upper 32 bits are certain unless all 32 below them are ones or zeros up to their error; then
  /// nil. Positions are below 2^30.
  static func digits(at position: Int, _ crew: Crew = Crew(threads: 1)) -> UInt32? {
    precondition((0..<1 << 30).contains(position), "a position beyond the error bound")
    let exponent = 4 * position - 6
    // Terms beyond add less than 2^-64.
    let terms = max((exponent + 64 + 10) / 10 + 1, 1)
    // Sums of parts of the terms; modulo 2^64 their order does not matter.
    let parts = min(terms, 16 * crew.threads)
    let sum = withUnsafeTemporaryAllocation(of: UInt64.self, capacity: parts) { sums -> UInt64 in
      crew.run(count: parts) { _, part in
        sums.initializeElement(
          at: part,
          to: Self.sum(terms * part / parts..<terms * (part + 1) / parts, exponent))
      }
      return sums.reduce(0, &+)
    }
    let error = UInt64(terms * Self.parts.count)
    guard (sum &+ error) >> 32 == (sum &- error) >> 32 else { return nil }
    return UInt32(truncatingIfNeeded: sum >> 32)
  }

  /// The sum of those terms in units of 2^-64, modulo 1.
  private static func sum(_ terms: Range<Int>, _ exponent: Int) -> UInt64 {
    var sum: UInt64 = 0
    for n in terms {
      let power = exponent - 10 * n
      for part in parts {
        let modulus = part.factor * UInt64(n) + part.offset
        let value = fraction(of: power + part.shift, over: modulus)
        sum = part.isNegative == n.isMultiple(of: 2) ? sum &- value : sum &+ value
      }
    }
    return sum
  }

  /// The fraction of 2^exponent / modulus in units of 2^-64, cut off, for an odd modulus.
  private static func fraction(of exponent: Int, over modulus: UInt64) -> UInt64 {
    guard exponent >= 0 else {
      return exponent <= -64 ? 0 : (1 << UInt64(64 + exponent)) / modulus
    }
    guard modulus > 1 else { return 0 }
    return modulus.dividingFullWidth((powerOfTwo(exponent, modulo: modulus), 0)).quotient
  }

  /// 2^exponent mod modulus, by squaring in Montgomery's form
  /// (doi:10.1090/S0025-5718-1985-0777282-X).
  private static func powerOfTwo(_ exponent: Int, modulo modulus: UInt64) -> UInt64 {
    let bits = max(Int.bitWidth - exponent.leadingZeroBitCount - 5, 0)
    let start: UInt64 = 1 << UInt64(exponent >> bits)
    // start·2^64 mod modulus.
    var power = modulus.dividingFullWidth((start % modulus, 0)).remainder
    guard bits > 0 else { return reduce(0, power, modulus, inverse(of: modulus)) }
    let inverse = inverse(of: modulus)
    for bit in stride(from: bits - 1, through: 0, by: -1) {
      let square = power.multipliedFullWidth(by: power)
      power = reduce(square.high, square.low, modulus, inverse)
      if exponent >> bit & 1 == 1 {
        power += power
        if power >= modulus { power -= modulus }
      }
    }
    return reduce(0, power, modulus, inverse)
  }

  /// (high·2^64 + low) / 2^64 mod modulus.
  @inline(__always)
  private static func reduce(
    _ high: UInt64, _ low: UInt64, _ modulus: UInt64, _ inverse: UInt64
  ) -> UInt64 {
    let multiple = (low &* inverse).multipliedFullWidth(by: modulus).high
    return high >= multiple ? high - multiple : high &+ modulus &- multiple
  }

  /// 1/modulus mod 2^64: each of Newton's steps doubles the five bits that are right at first.
  @inline(__always)
  private static func inverse(of modulus: UInt64) -> UInt64 {
    var inverse = (3 &* modulus) ^ 2
    for _ in 0..<4 { inverse = inverse &* (2 &- modulus &* inverse) }
    return inverse
  }
}

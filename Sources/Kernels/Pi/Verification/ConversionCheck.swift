/// Whether decimal digits are those of a binary fraction, without converting it again.
///
/// For a fraction F / 2^b the digits are the integer V = ⌊F·10^d / 2^b⌋, and with
/// R = F·10^d mod 2^b, which is one product of low halves, V·2^b = F·10^d − R exactly. Both sides
/// are compared modulo a random prime of 61 bits: a wrong V passes with a chance below n / 2^54 for
/// n limbs, as a difference of n limbs has fewer than 64·n / 60 such prime factors among 2^54.
struct ConversionCheck {
  private let prime: UInt64
  private let difference: UInt64
  private let scale: UInt64

  /// Computes F·10^d − R modulo the prime, for a fraction of `count` limbs and `wordCount` words.
  init(
    _ fraction: UnsafePointer<UInt64>, _ count: Int, wordCount: Int, prime: UInt64,
    _ arithmetic: BigArithmetic
  ) throws(PageBuffer.OutOfMemory) {
    self.prime = prime
    let exponent = DecimalConversion.digitsPerWord * wordCount
    // R = 2^d · (F·5^d mod 2^(b − d)).
    let lowBits = 64 * count - exponent
    precondition(lowBits > 0, "a fraction with fewer bits than digits")
    let low = (lowBits + 63) / 64
    let five = try Self.powerOfFive(exponent, keeping: low, arithmetic)
    let product = try arithmetic.limbs(low + five.count)
    try arithmetic.multiply(product.base, fraction, low, five.base, five.count)
    let partial = UInt64(lowBits % 64)
    if partial != 0 { product.base[low - 1] &= (1 << partial) - 1 }
    let ten = Self.power(10, exponent, prime)
    let rest = Self.multiply(
      Self.residue(product.base, low, prime), Self.power(2, exponent, prime), prime)
    let whole = Self.multiply(Self.residue(fraction, count, prime), ten, prime)
    difference = whole >= rest ? whole - rest : whole + prime - rest
    scale = Self.power(2, 64 * count, prime)
  }

  /// Whether the words, of 19 digits each, are the digits.
  func accepts(_ words: UnsafePointer<UInt64>, _ wordCount: Int) -> Bool {
    let base: UInt64 = 10_000_000_000_000_000_000
    var value: UInt64 = 0
    for index in 0..<wordCount {
      let product = value.multipliedFullWidth(by: base)
      let (low, overflow) = product.low.addingReportingOverflow(words[index])
      value = prime.dividingFullWidth((product.high + (overflow ? 1 : 0), low)).remainder
    }
    return Self.multiply(value, scale, prime) == difference
  }

  /// The lowest limbs of 5^exponent, by squaring.
  private static func powerOfFive(
    _ exponent: Int, keeping count: Int, _ arithmetic: BigArithmetic
  ) throws(PageBuffer.OutOfMemory) -> Natural {
    var result = try arithmetic.limbs(1)
    result.base[0] = 1
    for bit in stride(from: Int.bitWidth - 1 - exponent.leadingZeroBitCount, through: 0, by: -1) {
      var square = try arithmetic.limbs(2 * result.count + 1)
      try arithmetic.multiply(square.base, result.base, result.count, result.base, result.count)
      square.base[2 * result.count] = 0
      if exponent >> bit & 1 == 1 {
        square.base[2 * result.count] = LimbArithmetic.multiply(
          square.base, square.base, 2 * result.count, by: 5)
      }
      square.count = min(square.count, count)
      square.normalise()
      result = square
    }
    return result
  }

  private static func residue(
    _ number: UnsafePointer<UInt64>, _ count: Int, _ prime: UInt64
  ) -> UInt64 {
    var value: UInt64 = 0
    for index in stride(from: count - 1, through: 0, by: -1) {
      value = prime.dividingFullWidth((value, number[index])).remainder
    }
    return value
  }

  private static func power(_ base: UInt64, _ exponent: Int, _ prime: UInt64) -> UInt64 {
    RandomPrime.power(base, UInt64(exponent), modulo: prime)
  }

  private static func multiply(_ a: UInt64, _ b: UInt64, _ prime: UInt64) -> UInt64 {
    prime.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder
  }
}

/// Random numbers for checks: the same ones for the same seed.
///
/// SplitMix64 (Steele, Lea and Flood, doi:10.1145/2660193.2660195).
struct CheckGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

/// Primes of 61 bits.
enum RandomPrime {
  /// A prime between 2^60 and 2^61.
  static func next(using generator: inout some RandomNumberGenerator) -> UInt64 {
    while true {
      let candidate = generator.next() >> 4 | 1 << 60 | 1
      if isPrime(candidate) { return candidate }
    }
  }

  /// Whether an odd number above 37 is prime: Miller and Rabin's test, which with the first twelve
  /// primes as bases is never wrong below 2^64 (Sorenson and Webster, doi:10.1090/mcom/3134).
  static func isPrime(_ number: UInt64) -> Bool {
    let twos = (number - 1).trailingZeroBitCount
    let odd = (number - 1) >> UInt64(twos)
    let bases: [UInt64] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
    return bases.allSatisfy { base in
      var value = power(base, odd, modulo: number)
      if value == 1 || value == number - 1 { return true }
      for _ in 1..<twos {
        value = number.dividingFullWidth(value.multipliedFullWidth(by: value)).remainder
        if value == number - 1 { return true }
      }
      return false
    }
  }

  /// base^exponent mod modulus, for a base below the modulus.
  static func power(_ base: UInt64, _ exponent: UInt64, modulo modulus: UInt64) -> UInt64 {
    var result: UInt64 = 1 % modulus
    var square = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 {
        result = modulus.dividingFullWidth(result.multipliedFullWidth(by: square)).remainder
      }
      square = modulus.dividingFullWidth(square.multipliedFullWidth(by: square)).remainder
      rest >>= 1
    }
    return result
  }
}

import Testing

@testable import Kernels

@Suite
struct HexadecimalDigitsTests {
  /// The fraction of pi in hexadecimal begins with these 64 digits.
  private static let known = "243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89"

  @Test
  func theFirstDigits() throws {
    let digits = Array(Self.known)
    for position in 0...(digits.count - 8) {
      let expected = UInt32(String(digits[position..<position + 8]), radix: 16)
      #expect(HexadecimalDigits.digits(at: position) == expected)
    }
  }

  /// Computed with another program by another formula.
  @Test(arguments: [(1000, 0x49f1_c09b), (1008, 0x0753_72c9), (79_990, 0xb83c_e53d)])
  func digitsFarBehindThePoint(position: Int, expected: Int) {
    #expect(HexadecimalDigits.digits(at: position) == UInt32(expected))
  }

  /// Bailey, Borwein and Plouffe published those from the millionth on.
  @Test
  func theMillionthDigit() {
    #expect(HexadecimalDigits.digits(at: 1_000_000 - 1) == 0x26C6_5E52)
  }

  @Test
  func primesAreTold() {
    #expect(RandomPrime.isPrime(2_305_843_009_213_693_951))
    // A product of two primes, and a strong pseudoprime to the bases 2 to 23.
    #expect(!RandomPrime.isPrime(1_000_000_007 * 1_000_000_009))
    #expect(!RandomPrime.isPrime(3_825_123_056_546_413_051))
    var generator = CheckGenerator(seed: 1)
    for _ in 0..<10 {
      let prime = RandomPrime.next(using: &generator)
      #expect(prime >> 60 == 1)
    }
  }
}

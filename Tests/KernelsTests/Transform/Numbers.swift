@testable import Kernels

/// Numbers to multiply in tests, and slow but obvious answers.
enum Numbers {
  /// A small generator whose sequence a seed fixes (Vigna's splitmix64).
  struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
  }

  /// What the limbs of a number look like.
  enum Kind: String, CaseIterable {
    case random, ones, zero, checkered, halves, sparse
  }

  /// A number of `count` limbs of that kind.
  static func make(_ kind: Kind, _ count: Int, _ generator: inout Generator) -> [UInt64] {
    switch kind {
    case .random: return (0..<count).map { _ in generator.next() }
    case .ones: return Array(repeating: .max, count: count)
    case .zero: return Array(repeating: 0, count: count)
    // Every digit of an even width is as great as it can be, of either sign.
    case .checkered: return Array(repeating: 0x5555_5555_5555_5555, count: count)
    case .halves: return Array(repeating: 0x8080_8080_8080_8080, count: count)
    case .sparse:
      return (0..<count).map { $0 % 37 == 0 ? generator.next() : 0 }
    }
  }

  /// The number whose balanced digits of `bits` bits are all 2^(bits − 1) − 1, or one less.
  static func greatestDigits(bits: Int, _ count: Int) -> [UInt64] {
    var limbs = [UInt64](repeating: 0, count: count)
    for position in 0..<64 * count where position % bits != bits - 1 {
      limbs[position / 64] |= 1 << UInt64(position % 64)
    }
    return limbs
  }

  /// a · b limb by limb, in optimised code; `SchoolbookTests` has an answer for that.
  static func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var limbs = [UInt64](repeating: 0, count: a.count + b.count)
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        limbs.withUnsafeMutableBufferPointer {
          Schoolbook.multiply($0.baseAddress!, a.baseAddress!, a.count, b.baseAddress!, b.count)
        }
      }
    }
    return limbs
  }

  /// The remainder of a number modulo `modulus`.
  static func remainder(_ a: [UInt64], _ modulus: UInt64) -> UInt64 {
    a.reversed().reduce(0) { rest, limb in
      UInt64(truncatingIfNeeded: (UInt128(rest) << 64 | UInt128(limb)) % UInt128(modulus))
    }
  }

  /// Primes below 2^64 whose remainders tell wrong products from right ones.
  static let primes: [UInt64] = [
    0xffff_ffff_ffff_ffc5, 1_000_003,
  ]

  /// a mod 2^(64·count) − 1, with 0 for the modulus itself.
  static func cyclic(_ a: [UInt64], _ count: Int) -> [UInt64] {
    var rest = [UInt64](repeating: 0, count: count)
    for start in stride(from: 0, to: a.count, by: count) {
      var carry: UInt64 = 0
      for index in 0..<count {
        let limb = start + index < a.count ? a[start + index] : 0
        let sum = UInt128(rest[index]) + UInt128(limb) + UInt128(carry)
        rest[index] = UInt64(truncatingIfNeeded: sum)
        carry = UInt64(truncatingIfNeeded: sum >> 64)
      }
      var index = 0
      while carry != 0 {
        let (sum, overflow) = rest[index].addingReportingOverflow(carry)
        rest[index] = sum
        carry = overflow ? 1 : 0
        index = (index + 1) % count
      }
    }
    return rest.allSatisfy { $0 == .max } ? Array(repeating: 0, count: count) : rest
  }
}

extension Multiplier {
  /// A multiplier with a crew of its own.
  convenience init(threads: Int, instructionSet: InstructionSet = .current) {
    self.init(crew: Crew(threads: threads), instructionSet: instructionSet)
  }

  /// a · b.
  func product(_ a: [UInt64], _ b: [UInt64]) throws -> [UInt64] {
    var limbs = [UInt64](repeating: 0x0123_4567_89ab_cdef, count: a.count + b.count)
    try a.withUnsafeBufferPointer { a in
      try b.withUnsafeBufferPointer { b in
        try limbs.withUnsafeMutableBufferPointer { limbs in
          try multiply(limbs.baseAddress!, a.baseAddress!, a.count, b.baseAddress!, b.count)
        }
      }
    }
    return limbs
  }

  /// a².
  func square(_ a: [UInt64]) throws -> [UInt64] {
    var limbs = [UInt64](repeating: 0x0123_4567_89ab_cdef, count: 2 * a.count)
    try a.withUnsafeBufferPointer { a in
      try limbs.withUnsafeMutableBufferPointer { limbs in
        try multiply(limbs.baseAddress!, a.baseAddress!, a.count, a.baseAddress!, a.count)
      }
    }
    return limbs
  }

  /// a · b mod 2^(64·length) − 1.
  func cyclicProduct(_ a: [UInt64], _ b: [UInt64], length: Int) throws -> [UInt64] {
    var limbs = [UInt64](repeating: 0x0123_4567_89ab_cdef, count: length)
    try a.withUnsafeBufferPointer { a in
      try b.withUnsafeBufferPointer { b in
        try limbs.withUnsafeMutableBufferPointer { limbs in
          try multiplyCyclic(
            limbs.baseAddress!, length: length, a.baseAddress!, a.count, b.baseAddress!, b.count)
        }
      }
    }
    return limbs
  }

  /// `a` prepared for products of so many limbs.
  func transformed(_ a: [UInt64], forProductOf limbs: Int) throws -> Transformed {
    let number = try Natural(a.count, in: convolver.pool)
    for (index, limb) in a.enumerated() { number.base[index] = limb }
    return try transform(number, forProductOf: limbs)
  }
}

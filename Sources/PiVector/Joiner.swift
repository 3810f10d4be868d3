internal import CLanes

/// Takes coefficients, the lowest first, carries them into digits, and joins these into limbs: a
/// number of its own in every lane.
typealias Joiner = hypertwin_joiner

extension Joiner {
  /// Makes sums positive, so that moving them down rounds down: coefficients and carries are below
  /// it, and it is a multiple of 2^bits, so that it does not change a digit.
  @inline(__always) private static var bias: UInt64 { 1 << 51 }

  @inline(__always)
  init(bits: Int) {
    let bits = UInt64(bits)
    self.init(
      carry: hypertwin_spread(Self.bias >> bits), limb: hypertwin_spread(0),
      mask: hypertwin_spread(1 << bits - 1),
      added: hypertwin_spread(Self.bias - Self.bias >> bits), bits: bits)
  }

  /// The carry out of the last digit of a lane.
  @inline(__always)
  func carry(ofLane lane: Int) -> Int64 {
    Int64(hypertwin_lane(carry, lane)) - Int64(Self.bias >> bits)
  }

  /// Takes the next coefficient of every lane; where `filled` + bits is 64 or more, the limbs that
  /// are complete go to `full`.
  @inline(__always)
  mutating func append(
    _ coefficients: hypertwin_words, filled: UInt64, full: inout hypertwin_words
  ) {
    let sum = hypertwin_plus(hypertwin_plus(coefficients, added), carry)
    let digit = hypertwin_and(sum, mask)
    carry = hypertwin_down(sum, bits)
    limb = hypertwin_or(limb, hypertwin_up(digit, filled))
    guard filled &+ bits >= 64 else { return }
    full = limb
    limb = hypertwin_down(digit, 64 &- filled)
  }
}

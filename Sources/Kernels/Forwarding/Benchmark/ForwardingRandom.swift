/// The random numbers of synthetic tables and packets: SplitMix64 (doi:10.1145/2660193.2660195),
/// the same for the same seed everywhere.
public struct ForwardingRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The sequence that belongs to `seed`.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 { step() }

  /// A whole number below `bound`, which is positive; off from uniform by less than bound / 2^32.
  public mutating func below(_ bound: Int) -> Int {
    Int(((step() >> 32) &* UInt64(bound)) >> 32)
  }

  @usableFromInline
  mutating func step() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

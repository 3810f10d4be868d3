/// A stream of random numbers with a name of its own.
///
/// Every source of randomness in a run draws from its own stream, so that two scenarios that differ
/// in one thing share all other randomness (common random numbers, Law, "Simulation Modeling and
/// Analysis", 11.2). xoshiro256++ (doi:10.1145/3460772), seeded by SplitMix64
/// (doi:10.1145/2660193.2660195) from a hash of seed, replication and name.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The stream called `name` of one replication of a run.
  public init(seed: UInt64, replication: Int, name: String) {
    // The multiplications by odd constants keep seed and replication apart.
    self.init(
      spreading: Self.hash(name) ^ seed &* 0x9e37_79b9_7f4a_7c15
        ^ UInt64(replication) &* 0xd1b5_4a32_d192_ed03)
  }

  /// The stream called `name` among those that belong to this one, which does not change.
  public func child(named name: String) -> RandomStream {
    var parent = self
    return RandomStream(spreading: Self.hash(name) ^ parent.next())
  }

  private init(spreading seed: UInt64) {
    var mixer = SplitMix64(state: seed)
    state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
  }

  /// FNV-1a.
  private static func hash(_ name: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  /// The next 64 random bits.
  @inline(__always)
  public mutating func next() -> UInt64 {
    let sum = state.0 &+ state.3
    let result = (sum << 23 | sum >> 41) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = state.3 << 45 | state.3 >> 19
    return result
  }

  /// A number in [0, 1) with 53 random bits.
  @inline(__always)
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// An exponentially distributed number with that mean, by the ziggurat of `ExponentialLayers`.
  @inline(__always)
  public mutating func exponential(mean: Double) -> Double {
    let bits = next()
    let layer = Int(bits & 255)
    let x = Double(bits >> 11) * 0x1p-53 * ExponentialLayers.shared.widths[unchecked: layer]
    if x < ExponentialLayers.shared.widths[unchecked: layer + 1] { return mean * x }
    return mean * exponential(layer: layer, x: x)
  }

  /// The rare case: `x` lies in the part of its layer that the density cuts, or in the tail.
  @inline(never)
  private mutating func exponential(layer: Int, x: Double) -> Double {
    // The distribution has no memory: its tail looks like the whole.
    if layer == 0 { return ExponentialLayers.tail + exponential(mean: 1) }
    let low = ExponentialLayers.shared.densities[layer]
    let high = ExponentialLayers.shared.densities[layer + 1]
    let isBelow = low + uniform() * (high - low) < Elementary.exp(-x)
    return isBelow ? x : exponential(mean: 1)
  }

  /// A standard normal number, by the polar method (doi:10.1137/1006063).
  public mutating func normal() -> Double {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 { return x * (-2 * Elementary.log(square) / square).squareRoot() }
    }
  }

  /// A log-normal factor with mean 1 and that coefficient of variation.
  public mutating func factor(variation: Double) -> Double {
    guard variation > 0 else { return 1 }
    let variance = Elementary.log(1 + variation * variation)
    return Elementary.exp(normal() * variance.squareRoot() - variance / 2)
  }
}

/// The generator that spreads one 64-bit seed over a larger state.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}

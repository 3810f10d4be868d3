/// The generator SplitMix64 (Steele, Lea and Flood, doi:10.1145/2714064.2660195): a seed gives the
/// same numbers on every machine and in every version.
///
/// The state begins at the seed. Each number adds 0x9E3779B97F4A7C15 to it and mixes the sum z:
///
///     z = (z ^ (z >> 30)) · 0xBF58476D1CE4E5B9
///     z = (z ^ (z >> 27)) · 0x94D049BB133111EB
///     result = z ^ (z >> 31)
public struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
  private var state: UInt64

  /// The generator of that seed; every seed is good.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to `count` − 1, all equally likely: the remainder of the first number that is
  /// not below 2^64 mod `count`.
  ///
  /// - Precondition: `count` is above 0.
  public mutating func index(below count: Int) -> Int {
    precondition(count > 0, "an index needs something to choose from")
    let bound = UInt64(count)
    let rejected = (0 &- bound) % bound
    while true {
      let number = next()
      if number >= rejected { return Int(number % bound) }
    }
  }

  /// The numbers from 0 to `count` − 1 in an order in which every order is equally likely (Fisher
  /// and Yates): for i from `count` − 1 down to 1, i is exchanged with `index(below: i + 1)`.
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<max(0, count))
    for last in order.indices.dropFirst().reversed() {
      order.swapAt(last, index(below: last + 1))
    }
    return order
  }
}

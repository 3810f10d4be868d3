#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// When the frames of a load are due, one after the other, in nanoseconds from its start.
public struct DepartureSchedule {
  /// The mean time between frames in nanoseconds.
  public let interval: Double
  private let arrivals: TrafficLoad.Arrivals
  private let together: Double
  private var number = 0.0
  private var time = 0.0
  private var state: UInt64

  /// The schedule of so many frames per second; the same seed gives the same times. Of a constant
  /// rate, so many frames are due together, and then none for as many intervals.
  public init(
    packetsPerSecond: Double, arrivals: TrafficLoad.Arrivals, seed: UInt64, together: Int = 1
  ) {
    precondition(packetsPerSecond > 0, "the rate of a load was not validated")
    interval = 1e9 / packetsPerSecond
    self.arrivals = arrivals
    self.together = Double(together)
    state = seed
  }

  /// When the next frame is due. The first of a constant rate is due at once, and every other at a
  /// whole multiple of the interval, so that no error of rounding adds up.
  @inline(__always)
  public mutating func next() -> UInt64 {
    switch arrivals {
    case .constant:
      let due = (number / together).rounded(.down) * together * interval
      number += 1
      return UInt64(due)
    case .poisson:
      // The lowest bit keeps the logarithm finite.
      let uniform = Double(draw() >> 11 | 1) * 0x1p-53
      time -= log(uniform) * interval
      return UInt64(time)
    }
  }

  /// SplitMix64 (doi:10.1145/2660193.2660195).
  @inline(__always)
  private mutating func draw() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}

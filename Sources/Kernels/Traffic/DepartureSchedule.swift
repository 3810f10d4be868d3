#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// When the frames of a load are due, one after the other, in nanoseconds from its start.
public struct DepartureSchedule {
  /// The mean time between frames in nanoseconds, pauses between bursts included.
  public let interval: Double
  /// The time between frames in nanoseconds, where that is always the same, or within a burst.
  private let gap: Double
  private let arrivals: TrafficLoad.Arrivals
  private var number = 0.0
  private var time = 0.0
  /// Mean lengths of bursts and pauses, and the end of this burst.
  private let burst: Double
  private let pause: Double
  private var burstEnd = 0.0
  private var draws: UniformDraws

  /// The schedule of so many frames per second, during a burst if there are some; the same seed
  /// gives the same times.
  ///
  /// - Parameters:
  ///   - burst: The mean length of a burst in nanoseconds.
  ///   - pause: The mean time between two bursts in nanoseconds.
  public init(
    packetsPerSecond: Double, arrivals: TrafficLoad.Arrivals, burst: Double = 1,
    pause: Double = 0, seed: UInt64
  ) {
    precondition(packetsPerSecond > 0, "the rate of a load was not validated")
    gap = 1e9 / packetsPerSecond
    self.arrivals = arrivals
    self.burst = burst
    self.pause = pause
    interval = arrivals == .onOff ? gap * (burst + pause) / burst : gap
    draws = UniformDraws(seed: seed)
    if arrivals == .onOff { begin() }
  }

  /// That of a load's frames.
  init(_ load: TrafficLoad, packetsPerSecond: Double) {
    self.init(
      packetsPerSecond: packetsPerSecond, arrivals: load.arrivals,
      burst: load.burstTime.seconds * 1e9, pause: load.pauseTime.seconds * 1e9, seed: load.seed)
  }

  /// When the next frame is due. The first of a constant rate is due at once, and every other at a
  /// whole multiple of the interval, so that no error of rounding adds up.
  @inline(__always)
  public mutating func next() -> UInt64 {
    switch arrivals {
    case .constant:
      defer { number += 1 }
      return UInt64(number * gap)
    case .poisson:
      time += draws.exponential(mean: gap)
      return UInt64(time)
    case .onOff:
      let due = time
      time += gap
      if time > burstEnd { startBurst(after: burstEnd) }
      return UInt64(due)
    }
  }

  /// As if bursts had come and gone for ever: what is left of an exponential time is distributed as
  /// the whole of one. The simulator begins in the same way.
  private mutating func begin() {
    guard draws.uniform() < burst / (burst + pause) else {
      startBurst(after: 0)
      return
    }
    burstEnd = draws.exponential(mean: burst)
    time = draws.uniform() * gap
    if time > burstEnd { startBurst(after: burstEnd) }
  }

  private mutating func startBurst(after end: Double) {
    time = end + draws.exponential(mean: pause)
    burstEnd = time + draws.exponential(mean: burst)
  }
}

/// Random numbers in a row that only a seed decides: SplitMix64 (doi:10.1145/2660193.2660195).
struct UniformDraws {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number above 0 and below 1.
  @inline(__always)
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    // The lowest bit keeps the logarithm finite.
    return Double(bits >> 11 | 1) * 0x1p-53
  }

  /// A number from an exponential distribution.
  @inline(__always)
  mutating func exponential(mean: Double) -> Double { -log(uniform()) * mean }
}

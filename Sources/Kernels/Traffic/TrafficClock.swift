#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What time it is, to a generator and a receiver; tests have a clock of their own.
public protocol TrafficClock: Sendable {
  /// Nanoseconds that only go up.
  func monotonic() -> UInt64
  /// Nanoseconds of CLOCK_REALTIME, the kernel's clock for frames.
  func realtime() -> UInt64
  /// Lets at most about so many nanoseconds pass.
  func rest(nanoseconds: UInt64)
  /// Sleeps until `monotonic` gives that, or a signal comes; never spins, and so may be late.
  func sleep(until time: UInt64)
}

/// The machine's clocks.
public struct SystemClock: TrafficClock {
  /// The machine's clocks.
  public init() {}

  /// CLOCK_MONOTONIC.
  @inline(__always)
  public func monotonic() -> UInt64 { read(CLOCK_MONOTONIC) }

  /// CLOCK_REALTIME.
  @inline(__always)
  public func realtime() -> UInt64 { read(CLOCK_REALTIME) }

  /// Sleeps through long rests and spins through short ones: a sleep ends 50 µs late by default
  /// (the timer slack of `prctl(2)`), and as late again on a busy machine.
  public func rest(nanoseconds: UInt64) {
    guard nanoseconds > 200_000 else { return }
    let length = min(nanoseconds - 150_000, 10_000_000)
    var request = timespec(tv_sec: 0, tv_nsec: Int(length))
    nanosleep(&request, nil)
  }

  /// By `clock_nanosleep(2)`.
  public func sleep(until time: UInt64) {
    var request = timespec(
      tv_sec: time_t(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &request, nil)
  }

  @inline(__always)
  private func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

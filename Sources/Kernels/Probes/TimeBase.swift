internal import CMachine

/// What probes measure with: the time-stamp counter where it can be relied on, else the clock.
///
/// The counter is read in program order (LFENCE before and after), the clock as libc does it.
struct TimeBase: Hashable, Sendable {
  /// Cycles of the counter per nanosecond; nil where the clock is used.
  let cyclesPerNanosecond: Double?

  /// The counter if it runs at one rate everywhere, else the clock.
  init(_ surroundings: Surroundings) {
    // The kernel does not use a counter that differs between CPUs.
    let isTrusted =
      surroundings.hasInvariantCounter.value == true || surroundings.clockSource.value == "tsc"
    cyclesPerNanosecond = isTrusted && hypertwin_is_x86() ? Self.rate() : nil
  }

  /// Now, in the unit of `nanoseconds(_:)` and `cycles(_:)`.
  @inline(__always)
  func now() -> Int64 {
    cyclesPerNanosecond == nil ? MonotonicClock.now() : Int64(bitPattern: hypertwin_ticks())
  }

  /// A difference of two `now()` in nanoseconds.
  func nanoseconds(_ difference: Int64) -> Double {
    cyclesPerNanosecond.map { Double(difference) / $0 } ?? Double(difference)
  }

  /// The counter's cycles per nanosecond, over a hundredth of a second.
  private static func rate() -> Double {
    let span = 10_000_000
    let (start, first) = reading()
    var (end, last) = reading()
    while end - start < span { (end, last) = reading() }
    return Double(last - first) / Double(end - start)
  }

  /// A time in nanoseconds and the counter in the middle of it: of several attempts the one that
  /// the clock took least time for.
  static func reading() -> (nanoseconds: Int64, cycles: Int64) {
    var best: (nanoseconds: Int64, cycles: Int64) = (0, 0)
    var least = Int64.max
    for _ in 0..<8 {
      let before = MonotonicClock.now()
      let cycles = Int64(bitPattern: hypertwin_ticks())
      let after = MonotonicClock.now()
      if after - before < least {
        least = after - before
        best = (before + (after - before) / 2, cycles)
      }
    }
    return best
  }
}

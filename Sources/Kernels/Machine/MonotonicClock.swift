#if canImport(Glibc)
  import Glibc
#endif

/// CLOCK_MONOTONIC, which kernels measure with.
public enum MonotonicClock {
  /// Nanoseconds since some time before the machine's start.
  @inline(__always)
  public static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The smallest step in nanoseconds that was seen between two readings that differ, at least 1.
  ///
  /// As STREAM finds its clock's granularity: the least of 20 steps.
  public static func tick() -> Int64 {
    var least = Int64.max
    for _ in 0..<20 {
      let start = now()
      var next = now()
      while next == start { next = now() }
      least = min(least, next - start)
    }
    return max(least, 1)
  }
}

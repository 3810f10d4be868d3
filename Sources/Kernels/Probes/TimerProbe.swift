internal import CMachine

#if canImport(Glibc)
  import Glibc
#endif

/// How long after its time a sleeping thread runs.
enum TimerProbe {
  /// Nanoseconds from setting a timer to its time: long enough for the CPU to become idle.
  private static let ahead: Int64 = 200_000

  static func run(_ context: ProbeContext) -> ProbeOutcome {
    var outcome = ProbeOutcome(.timer)
    let sampler = context.sampler.share(of: 2)
    outcome.add("timer_late") { () throws(MachineError) in
      let timer = hypertwin_timer()
      guard timer >= 0 else {
        throw .system("there is no timer", remedy: "allow timerfd_create, or close files")
      }
      defer { close(timer) }
      return try late("timer_late", "lateness of a timerfd 0.2 ms ahead", sampler) {
        (deadline) throws(MachineError) in
        var count: UInt64 = 0
        guard hypertwin_set_timer(timer, deadline) == 0, read(timer, &count, 8) == 8 else {
          throw .system("the timer cannot be waited for", remedy: "allow timerfd_settime")
        }
      }
    }
    outcome.add("sleep_late") { () throws(MachineError) in
      try late("sleep_late", "lateness of clock_nanosleep 0.2 ms ahead", sampler) {
        (deadline) throws(MachineError) in
        var time = timespec(
          tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
        let status = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
        guard status == 0 else {
          throw MachineError("clock_nanosleep failed: \(String(cString: strerror(status)))")
        }
      }
    }
    let slack = hypertwin_timer_slack()
    outcome.notes.append(
      slack < 0
        ? "The timer slack, which clock_nanosleep may be late by, is unknown."
        : "clock_nanosleep may be late by the timer slack of \(slack) ns; timerfd may not.")
    return outcome
  }

  private static func late(
    _ name: String, _ summary: String, _ sampler: Sampler,
    _ wait: (Int64) throws(MachineError) -> Void
  ) throws(MachineError) -> ProbeFigure {
    try sampler.samples(name, summary, operations: 1) { () throws(MachineError) in
      let deadline = MonotonicClock.now() + ahead
      try wait(deadline)
      return Double(MonotonicClock.now() - deadline)
    }
  }
}

import Store
import Testing

@testable import Hardware

/// Figures of machines whose clocks count instructions.
@Suite
struct ExactOutcomeTests {
  /// Nothing leaves as a time, and nothing that has waits in it leaves at all.
  @Test
  func figuresAreInstructionsOrLeftOut() {
    func figure(_ quantity: String, _ unit: String, _ value: Double) -> Measurement {
      Measurement(workload: "w", quantity: quantity, unit: unit, value: value)
    }
    var outcome = Outcome()
    outcome.measurements = [
      figure("boot", "s", 5), figure("time", "s", 0.0325), figure("copy", "MB/s", 2000),
      figure("host.observed", "s", 1), figure("host.cpu", "1", 0.5),
      figure("goodput", "Mbit/s", 9), figure("packets", "packet/s", 9), figure("latency", "us", 9),
      figure("packet", "instructions", 40_000), figure("copy_memory", "instructions/B", 0.5),
    ]
    #expect(
      outcome.inInstructions().measurements == [
        figure("work", "instructions", 32_500_000), figure("copy", "instructions/B", 0.5),
        figure("packet", "instructions", 40_000), figure("copy_memory", "instructions/B", 0.5),
      ])
  }

  /// As Linux 6.1 prints it, of two processors.
  @Test
  func idleTimeIsThatOfAllProcessors() throws {
    let text = """
      Timer List Version: v0.9
      HRTIMER_MAX_CLOCK_BASES: 8
      now at 20213540932 nsecs

      cpu: 0
        .nohz_mode      : 2
        .last_tick      : 20212000000 nsecs
        .idle_sleeptime : 12345678901 nsecs
        .iowait_sleeptime: 54217801 nsecs
      cpu: 1
        .idle_sleeptime : 1099 nsecs
      """
    let idle = try #require(WorkCount.idle(in: text))
    #expect(idle.nanoseconds == 12_345_680_000 && idle.processors == 2)
    #expect(WorkCount.idle(in: "Timer List Version: v0.9\n") == nil)
  }

  @Test
  func partsThatCameLaterAreLeftOut() {
    let before = WorkCount(total: 10, parts: ["vcpu": 4])
    let after = WorkCount(total: 25, parts: ["vcpu": 9, "workers": 3])
    #expect(after.since(before) == WorkCount(total: 15, parts: ["vcpu": 5]))
  }
}

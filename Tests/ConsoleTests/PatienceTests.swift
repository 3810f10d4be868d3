import Testing

@testable import Console

/// An agent is waited for as long as was said; time in which nobody could answer is not counted.
@Suite
struct PatienceTests {
  private static let second: UInt64 = 1_000_000_000

  @Test
  func whoWaitsInSlicesIsDoneAtTheEnd() {
    var patience = Patience(.milliseconds(2500), now: 7 * Self.second)
    var now = 7 * Self.second
    var slices = 0
    while !patience.isOver(now: now) {
      let end = patience.sliceEnd(now: now)
      // The scheduler's usual lateness.
      now = end + 1_000_000
      #expect(patience.note(waitedUntil: end, now: now) == 0)
      slices += 1
    }
    #expect(slices == 3)
    #expect(patience.end == 9 * Self.second + Self.second / 2)
  }

  @Test
  func timeInWhichTheMachineStoodStillIsNotCounted() {
    var patience = Patience(.seconds(10), now: 0)
    let end = patience.sliceEnd(now: 4 * Self.second)
    #expect(end == 5 * Self.second)
    // Paused for a quarter of an hour.
    let woken = end + 900 * Self.second
    #expect(patience.note(waitedUntil: end, now: woken) == 900 * Self.second)
    #expect(!patience.isOver(now: woken + 4 * Self.second))
    #expect(patience.isOver(now: woken + 5 * Self.second))
  }

  @Test
  func aWaitThatEndsEarlyChangesNothing() {
    var patience = Patience(.seconds(10), now: 0)
    #expect(patience.note(waitedUntil: Self.second, now: Self.second / 2) == 0)
    let late = Self.second + Patience.lateness
    #expect(patience.note(waitedUntil: Self.second, now: late) == 0)
    #expect(patience.end == 10 * Self.second)
  }

  /// No time at all, or more than the clock can count, is no trap.
  @Test(arguments: [(Duration.seconds(-5), true), (.zero, true), (.seconds(Int64.max), false)])
  func anyLimitIsTaken(limit: Duration, isOverAtOnce: Bool) {
    #expect(Patience(limit, now: 5).isOver(now: 5) == isOverAtOnce)
  }
}

import Synchronization
import Testing

@testable import Kernels

/// How far from each other threads are, and what happens when one does not come.
@Suite
struct CrewDistanceTests {
  @Test
  func aLineThatNobodyAnswersIsGivenUp() {
    let echo = CacheLineEcho()
    let start = MonotonicClock.now()
    #expect(!echo.send(times: 1, deadline: start + 1_000_000))
    #expect(MonotonicClock.now() >= start + 1_000_000)
  }

  @Test
  func everyLineIsAnsweredUntilTheEnd() throws {
    let echo = CacheLineEcho()
    let sent = ResultBox<Bool>()
    // The team returns only when the thread that answers has seen the end.
    let cpus = try CPUSet.inOrderOfCores()
    try PinnedTeam(cpus: [cpus[0], cpus[cpus.count - 1]]).run { member in
      if member.index == 1 { return echo.answer() }
      let all = echo.send(times: 3) && echo.send(times: 4)
      echo.end()
      sent.value.withLock { $0 = .success(all) }
    }
    #expect(try sent.value.withLock { try $0?.get() } == true)
  }

  @Test(arguments: 1...4)
  func aCrewWorksOnAfterItHasBeenLocated(threads: Int) {
    let crew = Crew(threads: threads)
    for isApart in [false, true] {
      crew.isApart = isApart
      for _ in 0..<20 {
        crew.locate()
        let sum = Mutex(0)
        crew.run(count: 100) { _, index in sum.withLock { $0 += index } }
        #expect(sum.withLock { $0 } == 4950)
      }
    }
  }

  /// Threads without a processor each would wait for each other for whole turns of the scheduler.
  @Test
  func threadsWithoutAProcessorEachAreNotMeasured() throws {
    let crew = Crew(threads: try CPUSet.inOrderOfCores().count + 1)
    for isApart in [true, false] {
      crew.isApart = isApart
      crew.locate()
      #expect(crew.isApart == isApart)
    }
  }

  @Test
  func crewsThatHaveBeenSplitKnowWhatTheWholeOneKnows() {
    let crew = Crew(threads: 4)
    let (first, second) = crew.split()
    for isApart in [true, false] {
      crew.isApart = isApart
      #expect(first.isApart == isApart && second.isApart == isApart)
    }
  }
}

import Store
import Testing

@testable import Hardware

@Suite
struct MeasureSettingsTests {
  /// A slow machine is waited for; what is measured on it stays what was asked for.
  @Test
  func waitingLongerChangesNothingThatIsMeasured() {
    let usual = MeasureSettings()
    var slow = usual
    slow.waitLonger(20)
    #expect(slow.bootSeconds == 1200 && slow.agentSeconds == 400)
    #expect(slow.answerSeconds == 200 && slow.flowGraceSeconds == 600)
    #expect(slow.slowness == 20)
    slow.slowness = usual.slowness
    slow.bootSeconds = usual.bootSeconds
    slow.agentSeconds = usual.agentSeconds
    slow.answerSeconds = usual.answerSeconds
    slow.flowGraceSeconds = usual.flowGraceSeconds
    #expect(slow.stallSeconds == 20)
    slow.stallSeconds = usual.stallSeconds
    #expect(slow == usual)
  }

  /// Where one emulated processor has everything, that a guest waits for it is no accident.
  @Test
  func whereContentionIsNoAccidentOnlyOtherReasonsCount() {
    let reasons = [
      Invalidity(.steal, "steal"), Invalidity(.swap, "swap"), Invalidity(.vcpuDelay, "delay"),
    ]
    var settings = MeasureSettings()
    #expect(settings.reasonsThatCount(reasons) == reasons)
    settings.refusesContention = false
    #expect(settings.reasonsThatCount(reasons) == [reasons[1]])
  }
}

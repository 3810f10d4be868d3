import Store
import Testing

@testable import Hardware

/// What was measured while the machine stood still does not count.
@Suite struct StandstillTests {
  @Test func aMachineThatStoodStillSpoilsTheSample() {
    let reasons = Sampler.standstill([0, 200.04, 15])
    #expect(reasons.map(\.kind) == [.standstill])
    #expect(reasons.allSatisfy { $0.detail.contains("stood still for 215.0 s") })
  }

  @Test func aMachineThatWentOnSpoilsNothing() {
    #expect(Sampler.standstill([0, 0]).isEmpty)
    #expect(Sampler.standstill([]).isEmpty)
  }

  /// Others that keep the machine busy are excused on testbeds with a label; this is not.
  @Test func itCountsWhereContentionIsExcused() {
    var settings = MeasureSettings()
    settings.refusesContention = false
    let reasons = Sampler.standstill([6])
    #expect(settings.reasonsThatCount(reasons) == reasons)
  }
}

import Experiments
import FoundationEssentials
import Model
import Testing

/// What is shipped in `fixtures/calibration` is what `hypertwin calibrate` finds.
@Suite struct ShippedCalibrationTests {
  /// Plans whose fit takes minutes; CI fits them too.
  static let isLong = ProcessInfo.processInfo.environment["HYPERTWIN_LONG_TESTS"] != nil

  @Test(arguments: ["published", "offered_delivered"])
  func aNewFitFindsTheShippedParameters(name: String) async throws {
    try await compare(name)
  }

  @Test(
    .enabled(if: isLong, "these fits take minutes; set HYPERTWIN_LONG_TESTS=1 to run them"),
    arguments: ["directional", "simultaneous"])
  func aNewFitOfALongPlanFindsTheShippedParameters(name: String) async throws {
    try await compare(name)
  }

  private func compare(_ name: String) async throws {
    let shipped = try ShippedPlans.calibration(name).calibration
    let found = try await Calibrator(
      evaluator: ShippedPlans.evaluator(name), priors: ShippedPlans.priors(), seed: 2013, threads: 2
    ).run()
    #expect(found.parameters.map(\.name) == shipped.parameters.map(\.name))
    #expect(found.fittedParameters == shipped.fittedParameters)
    #expect(found.envelope == shipped.envelope)
    #expect(shipped.envelope != nil)
    for (new, old) in zip(found.parameters, shipped.parameters) {
      // A parameter that its observations barely identify may wander on another machine's libm.
      let tolerance = new.origin == .fitted ? 0.01 : 0
      #expect(abs(new.value - old.value) <= tolerance * old.value, "\(name): \(new.name)")
      #expect(new.origin == old.origin, "\(name): \(new.name)")
    }
    for (new, old) in zip(found.observations, shipped.observations) {
      #expect(new.id == old.id)
      #expect(abs(new.modelled / old.modelled - 1) < 0.005, "\(name): \(new.id)")
    }
  }
}

import FoundationEssentials
import Model
import Testing
import Yams

@testable import Formats

/// Every file of `fixtures` can be read, and says what it was made from.
@Suite struct FixtureTests {
  @Test(arguments: Fixture.files(in: "scenarios", suffix: ".yaml"))
  func scenariosAreValid(path: String) throws {
    let loaded = try ScenarioFile.read(try Fixture.text(path), file: path)
    #expect(loaded.scenario.findings == [])
    #expect(loaded.hash == SHA256.hexadecimal(of: try Fixture.text(path).utf8))
  }

  @Test func thereAreScenariosPlansAndCalibrations() {
    #expect(Fixture.files(in: "scenarios", suffix: ".yaml").count >= 15)
    #expect(Fixture.files(in: "calibration", suffix: "_plan.yaml").count == 5)
    #expect(Self.calibrations.count == 4)
  }

  @Test(arguments: Fixture.files(in: "calibration", suffix: "_plan.yaml"))
  func plansNameScenariosThatExist(path: String) throws {
    let plan = try MadeUpCounts.plan(try Fixture.text(path), file: path)
    #expect(Set(plan.observations.map(\.id)).count == plan.observations.count)
    for observation in plan.observations {
      for name in observation.scenarioNames {
        let scenario = try ScenarioFile.read(
          try Fixture.text("calibration/\(name)"), file: name
        ).scenario
        let names = scenario.workloads.map(\.id.name)
        for workload in observation.workloads {
          #expect(names.contains(workload), "\(observation)")
        }
      }
    }
  }

  private static let counts = Fixture.files(in: "counts", suffix: ".yaml")

  /// The plan that is shipped for counts takes those that are shipped.
  @Test(
    .enabled(if: !counts.isEmpty, "no counts are shipped yet"), arguments: counts)
  func countsAreReadAndMakeObservations(path: String) throws {
    let plan = "calibration/counts_plan.yaml"
    let read = try PlanFile.read(try Fixture.text(plan), file: plan) { _ throws(InputError) in
      try CountsFile.read(try Fixture.text(path), file: path)
    }
    #expect(!read.observations.isEmpty)
  }

  private static let calibrations = Fixture.files(in: "calibration", suffix: ".yaml").filter {
    !$0.hasSuffix("_plan.yaml")
  }

  /// Reading and writing again gives the very file, hash included.
  @Test(arguments: calibrations)
  func calibrationsAreWrittenAsTheyWereRead(path: String) throws {
    let text = try Fixture.text(path)
    let (calibration, hash) = try CalibrationFile.read(text, file: path)
    let again = CalibrationFile.text(of: calibration)
    #expect(again.text == text)
    #expect(again.hash == hash)
    #expect(!calibration.fittedParameters.isEmpty)
  }

  @Test func everyPriorIsRead() throws {
    let micro = "priors/micro-costs.csv"
    let engineering = "priors/engineering.csv"
    let parameters =
      try PriorsFile.microCosts(try Fixture.text(micro), file: micro)
      + PriorsFile.engineering(try Fixture.text(engineering), file: engineering)
    #expect(parameters.count > 40)
    #expect(Set(parameters.map(\.name)).count == parameters.count)
    for parameter in parameters {
      #expect(parameter.low <= parameter.value && parameter.value <= parameter.high)
      #expect(parameter.origin == .prior && !parameter.source.isEmpty && !parameter.summary.isEmpty)
    }
  }
}

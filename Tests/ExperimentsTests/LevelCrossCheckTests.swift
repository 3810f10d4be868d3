import Formats
import Foundation
import Model
import Testing

@testable import Simulator

/// The two levels of detail against each other, wherever both can run.
@Suite struct LevelCrossCheckTests {
  private static func shipped() throws -> [Scenario] {
    let folder = "\(ShippedPlans.folder)scenarios"
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    return try files.filter { $0.hasSuffix(".yaml") }.map { file in
      try ScenarioFile.read(TextFile.read("\(folder)/\(file)"), file: file).scenario
    }
  }

  @Test func shippedScenariosTogetherAndAlone() throws {
    let costs = try ShippedPlans.calibration("directional").costs
    for scenario in try Self.shipped() {
      for workload in [nil] + scenario.workloads.map(Optional.some) {
        var part = scenario
        if let workload { part.workloads = [workload] }
        part.name += workload == nil ? " together" : " alone"
        for row in try LevelComparison.rows(part, costs: costs, replications: 2) {
          print("LEVELS \(row)")
        }
      }
    }
  }
}
